from tests.site import Site, publish


def test_it(site: Site):
    publish()
    r = site.hand_in(q1="b", q2="true", q3="404")
    assert r.status_code == 303, r.text
    assert "<strong>4</strong> of 4" in site.get(r.headers["Location"]).text
