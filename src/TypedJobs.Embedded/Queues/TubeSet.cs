using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Embedded.Queues;

/// <summary>All tubes by name, and in the order in which they are listed: a tube that vanishes gives its place to the last.</summary>
internal sealed class TubeSet
{
    private readonly List<Tube> _list = [];
    private readonly Dictionary<byte[], Tube> _byName = new(NameComparer.Instance);
    private readonly Dictionary<byte[], Tube>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public TubeSet()
    {
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IReadOnlyList<Tube> All => _list;

    public Tube? Find(ReadOnlySpan<byte> name) => _bySpan.TryGetValue(name, out var tube) ? tube : null;

    /// <summary>The tube of that name. A new one has no reference yet.</summary>
    public Tube FindOrAdd(ReadOnlySpan<byte> name)
    {
        if (Find(name) is { } known)
        {
            return known;
        }

        var tube = new Tube(name.ToArray()) { ListIndex = _list.Count };
        _list.Add(tube);
        _byName.Add(tube.Name, tube);
        return tube;
    }

    public void Remove(Tube tube)
    {
        var last = _list[^1];
        _list[tube.ListIndex] = last;
        last.ListIndex = tube.ListIndex;
        _list.RemoveAt(_list.Count - 1);
        _byName.Remove(tube.Name);
    }

    private sealed class NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly NameComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // Seeded anew in each process: nobody can choose names that collide.
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
