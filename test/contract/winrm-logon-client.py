"""Opens a shell, which the service does not know, with pywinrm; prints how it was answered as a JSON line. Arguments: JSON."""
import json
import sys

from winrm.exceptions import InvalidCredentialsError, WinRMError, WinRMTransportError
from winrm.protocol import Protocol

protocol = Protocol(**json.loads(sys.argv[1]))
try:
    print(json.dumps(['opened', protocol.open_shell()]))
except (WinRMError, InvalidCredentialsError, WinRMTransportError) as error:
    print(json.dumps([type(error).__name__, str(error)]))
