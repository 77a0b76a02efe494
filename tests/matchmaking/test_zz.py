from tests.matchmaking.test_links import *
from django.test.utils import CaptureQueriesContext
def test_zz(client, cast):
    link = holder(in_status(cast, "sent")).link
    for k, forged in forgeries(link).items():
        with CaptureQueriesContext(connection) as q:
            r=client.get(f"/r/{forged}/")
        print(k, forged, r.status_code, len(q), r.templates[0].name if r.templates else "", [x["sql"][:150] for x in q][:3])
