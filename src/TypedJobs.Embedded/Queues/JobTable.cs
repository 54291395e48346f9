namespace TypedJobs.Embedded.Queues;

/// <summary>All jobs by id. Ids are given in sequence, so their lowest bits spread them evenly; the chains run through the jobs themselves.</summary>
internal sealed class JobTable
{
    private const int Smallest = 1024;

    private Job?[] _buckets = new Job?[Smallest];
    private int _count;

    public Job? Find(ulong id)
    {
        var job = BucketOf(id);
        while (job is not null && job.Id != id)
        {
            job = job.NextInBucket;
        }

        return job;
    }

    public void Add(Job job)
    {
        if (_count == _buckets.Length)
        {
            Resize(_buckets.Length * 2);
        }

        _count++;
        Link(job);
    }

    public void Remove(Job job)
    {
        ref var link = ref BucketOf(job.Id);
        while (link != job)
        {
            link = ref link!.NextInBucket;
        }

        link = job.NextInBucket;
        job.NextInBucket = null;
        _count--;
        if (_count < _buckets.Length / 8 && _buckets.Length > Smallest)
        {
            Resize(_buckets.Length / 2);
        }
    }

    private ref Job? BucketOf(ulong id) => ref _buckets[(int)(id & (uint)(_buckets.Length - 1))];

    private void Link(Job job)
    {
        ref var bucket = ref BucketOf(job.Id);
        job.NextInBucket = bucket;
        bucket = job;
    }

    private void Resize(int size)
    {
        var old = _buckets;
        _buckets = new Job?[size];
        foreach (var head in old)
        {
            for (var job = head; job is not null;)
            {
                var next = job.NextInBucket;
                Link(job);
                job = next;
            }
        }
    }
}
