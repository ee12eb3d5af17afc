import sys,json,subprocess,time
from benchmarks.bench_site import bench_site
from benchmarks.town import PROCEDURES, bodies
with bench_site() as (site,acc):
    def gen(**plan):
        text=json.dumps({"port":site.port,"users":8,"bodies":bodies(),"procedures":list(PROCEDURES),**plan})
        return json.loads(subprocess.run([sys.executable,"-m","benchmarks.generator",text],stdout=subprocess.PIPE,check=True).stdout)
    gen(seconds=5)
    w=acc.web_seconds(); r=gen(seconds=float(sys.argv[1])); n=len(r["receipts"]); print(n/r["seconds"],"per s; web ms",1000*(acc.web_seconds()-w)/n, acc.worker_megabytes(),"MB",flush=True)
