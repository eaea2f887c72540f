"""Opens a shell, which the service does not know, with pywinrm over Kerberos; prints how it was answered as a JSON line.

The mechanism is that of MIT krb5 through python3-gssapi: the Kerberos library pywinrm comes with on Debian cannot encrypt messages.
With `requests_kerberos` as last argument it is that one instead, over HTTPS.
"""
import base64
import json
import re
import sys

import gssapi
import requests
import winrm.transport
from gssapi import raw
from winrm.exceptions import InvalidCredentialsError, WinRMError
from winrm.protocol import Protocol

endpoint, service_host, authority = sys.argv[1:4]
SPNEGO = gssapi.OID.from_int_seq('1.3.6.1.5.5.2')
FLAGS = ['mutual_authentication', 'confidentiality', 'integrity', 'out_of_sequence_detection', 'replay_detection']


class GssAuth(requests.auth.AuthBase):
    """What pywinrm asks of requests_kerberos, with MIT krb5's own GSS-API."""

    winrm_encryption_available = True

    def __init__(self, mutual_authentication, hostname_override=None, delegate=False, force_preemptive=False, principal=None,
                 sanitize_mutual_error_response=False, service='HTTP', send_cbt=True):
        target = gssapi.Name(service + '@' + hostname_override, gssapi.NameType.hostbased_service)
        flags = sum(gssapi.RequirementFlag[name] for name in FLAGS + (['delegate_to_peer'] if delegate else []))
        self.context = gssapi.SecurityContext(usage='initiate', name=target, mech=SPNEGO, flags=flags)
        self.begun = False

    def __call__(self, request):
        if not self.begun:
            self.begun = True
            request.headers['Authorization'] = 'Negotiate ' + base64.b64encode(self.context.step()).decode()
            request.register_hook('response', self.finish)
        return request

    def finish(self, response, **_):
        token = re.search(r'Negotiate (\S+)', response.headers.get('www-authenticate', ''))
        if token and not self.context.complete:
            self.context.step(base64.b64decode(token.group(1)))
        if response.ok and not self.context.complete:
            raise WinRMError('the service did not prove who it is')
        return response

    def wrap_winrm(self, host, message):
        kinds = raw.IOVBufferType
        buffers = raw.IOV((kinds.header, True, None), (kinds.data, False, message), (kinds.padding, True, None), std_layout=False)
        raw.wrap_iov(self.context, buffers, True)
        return buffers[1].value + (buffers[2].value or b''), buffers[0].value

    def unwrap_winrm(self, host, message, header):
        kinds = raw.IOVBufferType
        buffers = raw.IOV((kinds.header, False, header), (kinds.data, False, message), (kinds.padding, False, b''), std_layout=False)
        raw.unwrap_iov(self.context, buffers)
        return buffers[1].value


if sys.argv[-1] != 'requests_kerberos':
    winrm.transport.HAVE_KERBEROS = True
    winrm.transport.HTTPKerberosAuth = GssAuth
    winrm.transport.REQUIRED = 1
options = {'message_encryption': 'always'} if endpoint.startswith('http:') else {'ca_trust_path': authority}
protocol = Protocol(endpoint, transport='kerberos', kerberos_hostname_override=service_host, kerberos_delegation='delegate' in sys.argv, **options)
try:
    print(json.dumps(['opened', protocol.open_shell()]))
except (WinRMError, InvalidCredentialsError) as error:
    print(json.dumps([type(error).__name__, str(error)]))
