"""Opens a shell, which the service does not know, with pywinrm over NTLM; prints how it was answered as a JSON line."""
import json
import sys

from winrm.exceptions import InvalidCredentialsError, WinRMError
from winrm.protocol import Protocol

endpoint, username, password, authority = sys.argv[1:5]
options = {'message_encryption': 'always'} if endpoint.startswith('http:') else {'ca_trust_path': authority}
protocol = Protocol(endpoint, transport='ntlm', username=username, password=password, **options)
try:
    print(json.dumps(['opened', protocol.open_shell()]))
except (WinRMError, InvalidCredentialsError) as error:
    print(json.dumps([type(error).__name__, str(error)]))
