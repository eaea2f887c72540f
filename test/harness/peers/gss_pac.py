"""Logs on with the default Kerberos credential to a service whose keytab is here too, by the GSS-API of this machine, and prints
what it says of the PAC in the ticket as JSON: for each attribute of the initiator's name its value in hex, and whether it is verified.

The service (host-based) is the first argument."""

import json
import sys

import gssapi
from gssapi import raw

mech = gssapi.OID.from_int_seq("1.2.840.113554.1.2.2")
target = gssapi.Name(sys.argv[1], gssapi.NameType.hostbased_service)
initiator = gssapi.SecurityContext(usage="initiate", name=target, mech=mech)
acceptor = gssapi.SecurityContext(usage="accept", creds=gssapi.Credentials(usage="accept", mechs=[mech]))
acceptor.step(initiator.step())
name = acceptor.initiator_name
found = {}
for attribute in raw.inquire_name(name).attrs:
    if attribute.startswith(b"urn:mspac:"):
        try:
            result = raw.get_name_attribute(name, attribute)
            found[attribute.decode()] = [result.values[0].hex(), result.authenticated]
        except gssapi.exceptions.GSSError:
            # What it could not verify it does not give.
            found[attribute.decode()] = ["", False]
print(json.dumps({"name": str(name), "attributes": found}))
