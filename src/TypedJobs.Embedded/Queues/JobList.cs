namespace TypedJobs.Embedded.Queues;

/// <summary>Jobs in the order in which they came, linked through themselves: buried ones, and those that a connection holds.</summary>
internal sealed class JobList
{
    private Job? _last;

    public Job? First { get; private set; }

    public int Count { get; private set; }

    public void Add(Job job)
    {
        job.Previous = _last;
        if (_last is null)
        {
            First = job;
        }
        else
        {
            _last.Next = job;
        }

        _last = job;
        Count++;
    }

    public void Remove(Job job)
    {
        if (job.Previous is null)
        {
            First = job.Next;
        }
        else
        {
            job.Previous.Next = job.Next;
        }

        if (job.Next is null)
        {
            _last = job.Previous;
        }
        else
        {
            job.Next.Previous = job.Previous;
        }

        (job.Previous, job.Next) = (null, null);
        Count--;
    }
}
