"""Asks a WS-Management service for a few things with pywinrm's headers, transport and fault reading; prints JSON lines."""
import json
import sys
import uuid
import xml.etree.ElementTree as ET

import xmltodict
from winrm.exceptions import InvalidCredentialsError, WinRMError
from winrm.protocol import Protocol

TRANSFER = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
ENUMERATION = 'http://schemas.xmlsoap.org/ws/2004/09/enumeration'
WMI = 'http://schemas.microsoft.com/wbem/wsman/1/wmi/'
endpoint = sys.argv[1]


def client(password):
    return Protocol(endpoint, transport='plaintext', username='admin', password=password)


def send(protocol, path, action, body=None, selectors=None):
    message_id = uuid.uuid4()
    envelope = protocol._get_soap_header(resource_uri=WMI + path, action=action, message_id=message_id)
    if selectors:
        envelope['env:Header']['w:SelectorSet'] = {
            'w:Selector': [{'@Name': name, '#text': value} for name, value in selectors.items()]
        }
    envelope['env:Body'] = body or {}
    answer = ET.fromstring(protocol.send_message(xmltodict.unparse({'env:Envelope': envelope})))
    related = next(node.text for node in answer.iter() if node.tag.endswith('}RelatesTo'))
    assert uuid.UUID(related.replace('uuid:', '')) == message_id
    return {node.tag.split('}')[1]: node.text for node in answer.iter() if node.text and node.text.strip()}


def report(name, ask):
    try:
        print(json.dumps([name, ask()]))
    except (WinRMError, InvalidCredentialsError) as error:
        print(json.dumps([name, type(error).__name__, str(error)]))


admin = client('pass')
enumerate_body = {
    'n:Enumerate': {
        '@xmlns:n': ENUMERATION,
        'w:OptimizeEnumeration': None,
        'w:MaxElements': '10',
        'w:Filter': {'@Dialect': 'http://schemas.microsoft.com/wbem/wsman/1/WQL', '#text': "SELECT * FROM Dog WHERE Name = 'rex'"},
    }
}
bark_body = {'d:Bark_INPUT': {'@xmlns:d': WMI + 'root/test/Dog', 'd:Times': '2'}}
report('get', lambda: send(admin, 'root/test/Dog', TRANSFER + '/Get', selectors={'Name': 'Rex'}))
report('enumerate', lambda: send(admin, 'root/test/*', ENUMERATION + '/Enumerate', enumerate_body))
report('invoke', lambda: send(admin, 'root/test/Dog', WMI + 'root/test/Dog/Bark', bark_body, {'Name': 'Rex'}))
report('absent', lambda: send(admin, 'root/test/Dog', TRANSFER + '/Get', selectors={'Name': 'Fido'}))
report('shell', lambda: admin.open_shell())
report('password', lambda: send(client('wrong'), 'root/test/Dog', TRANSFER + '/Get', selectors={'Name': 'Rex'}))
