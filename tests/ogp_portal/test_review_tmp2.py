import time, pytest
from tests.factories import *
pytestmark = pytest.mark.django_db
def test_number(client):
    client.raise_request_exception=False
    for v in ("-1e100000","-1e1000000","1e51","1e49","-1e99999999999","1e-99999999","0.1e-999999999999", "-0e99999999999","0e999999999999999"):
      for u in ("/api/v1/milestones/?commitment=","/api/v1/updates/?milestone=","/api/v1/updates/?commitment="):
        t=time.time(); r=client.get(u+v); print(v, r.status_code, round(time.time()-t,2))
