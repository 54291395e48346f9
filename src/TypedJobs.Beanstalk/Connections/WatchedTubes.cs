namespace TypedJobs.Beanstalk.Connections;

/// <summary>The tubes that a client watches, as the server has confirmed it: what a new connection has to be told.</summary>
internal sealed class WatchedTubes
{
    private readonly Lock _lock = new();
    private readonly List<TubeName> _tubes = [TubeName.Default];

    public void Add(TubeName tube)
    {
        lock (_lock)
        {
            if (!_tubes.Contains(tube))
            {
                _tubes.Add(tube);
            }
        }
    }

    public void Remove(TubeName tube)
    {
        lock (_lock)
        {
            _ = _tubes.Remove(tube);
        }
    }

    /// <summary>What differs from a new connection, which watches the tube <c>default</c>: empty if nothing does.</summary>
    public IReadOnlyList<TubeName> List()
    {
        lock (_lock)
        {
            return _tubes is [var only] && only == TubeName.Default ? [] : [.. _tubes];
        }
    }
}
