namespace TypedJobs.Embedded.Queues;

/// <summary>The tubes that a connection watches, in the order in which they are listed: an ignored one gives its place to the last.</summary>
internal sealed class WatchList
{
    private readonly List<Watch> _list = [];
    private readonly Dictionary<Tube, Watch> _byTube = [];

    public int Count => _list.Count;

    public IEnumerable<Tube> Tubes => _list.Select(static watch => watch.Tube);

    public Watch this[int index] => _list[index];

    public Watch? Find(Tube tube) => _byTube.GetValueOrDefault(tube);

    public void Add(Watch watch)
    {
        watch.ListIndex = _list.Count;
        _list.Add(watch);
        _byTube.Add(watch.Tube, watch);
    }

    public void Remove(Watch watch)
    {
        var last = _list[^1];
        _list[watch.ListIndex] = last;
        last.ListIndex = watch.ListIndex;
        _list.RemoveAt(_list.Count - 1);
        _byTube.Remove(watch.Tube);
    }
}
