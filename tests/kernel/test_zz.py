import pytest, faulthandler, sys
from tests.support.reading import *
from tests.kernel.test_readers_run import *
pytestmark = pytest.mark.anyio
def dump():
    for t in asyncio.all_tasks():
        print("-----", t, file=sys.stderr, flush=True); dumpc(t.get_coro())
@pytest.mark.parametrize("n", range(4))
async def test_x(cluster, own_nats, agency, n):
    asyncio.get_running_loop().call_later(25, dump)
    await test_a_bus_that_comes_later_and_goes_is_used_while_it_is_there(cluster, own_nats, agency)
def dumpc(c):
    while c is not None:
        f = getattr(c, "cr_frame", None) or getattr(c, "ag_frame", None) or getattr(c, "gi_frame", None)
        if f: print("   ", f.f_code.co_filename[-60:], f.f_lineno, f.f_code.co_name, file=sys.stderr)
        n = getattr(c, "cr_await", None) or getattr(c, "ag_await", None) or getattr(c, "gi_yieldfrom", None)
        if n is not None and f is None: print("   ", n, file=sys.stderr)
        c = n
