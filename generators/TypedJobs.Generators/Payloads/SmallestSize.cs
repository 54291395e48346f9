using System.Text;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// How long the JSON of a payload is at least: every number 0, every text and every list empty, nothing that may be null.
/// A type that must hold another of itself has no smallest value; the members that lead back to it are collected.
/// </summary>
/// <param name="payload">What the job carries.</param>
internal sealed class SmallestSize(Payload payload)
{
    /// <summary>More than any payload; sums of it stay below the end of the numbers.</summary>
    private const long Endless = 1L << 40;

    private const int Braces = 2;
    private const int Quotes = 2;

    private static readonly Dictionary<string, int> OfScalars = new(StringComparer.Ordinal)
    {
        ["BooleanConverter"] = 4,
        ["CharConverter"] = Quotes + 1,
        ["StringConverter"] = Quotes,
        ["DateTimeConverter"] = Quotes + 19,
        ["DateTimeOffsetConverter"] = Quotes + 25,
        ["DateOnlyConverter"] = Quotes + 10,
        ["TimeOnlyConverter"] = Quotes + 8,
        ["TimeSpanConverter"] = Quotes + 8,
        ["GuidConverter"] = Quotes + 36,
        ["UriConverter"] = Quotes,
        ["VersionConverter"] = Quotes + 3,
    };

    private readonly Dictionary<string, PayloadType> _types = payload.Types.ToDictionary(static type => type.Reference.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, long?> _sizes = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<string>> _returns = [];
    private readonly Queue<(PayloadReference Type, IReadOnlyList<string> Path)> _optional = new();
    private List<string> _path = [];

    /// <summary>The members, as ways from the job, that lead back to a type on the way; any of them makes the payload endless.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Returns => _returns;

    /// <summary>The bytes of the smallest value of the job; of no meaning where there are <see cref="Returns"/>.</summary>
    public long OfJob(string job)
    {
        var size = Of(job);

        // What may be left out adds nothing, but may be endless itself. It is looked at last: what it holds is not held by what is on the way to it.
        while (_optional.Count > 0)
        {
            var (type, path) = _optional.Dequeue();
            _path = [.. path];
            OfValue(type);
        }

        return size;
    }

    private long Of(string type)
    {
        if (_sizes.TryGetValue(type, out var known))
        {
            if (known is null)
            {
                _returns.Add([.. _path]);
            }

            return known ?? Endless;
        }

        // Null as long as it is being looked at.
        _sizes[type] = null;
        var size = _types.TryGetValue(type, out var found) ? Of(found) : 1;
        _sizes[type] = size;
        return size;
    }

    private long Of(PayloadType type)
        => type switch
        {
            EnumPayload { IsPlain: true } values => Quotes + values.Names.Min(static name => name.Length),
            CollectionPayload { Element: var element } collection => Optional(element, collection.Kind.IsStruct ? 1 : Braces),
            NullablePayload { Underlying: var underlying } => Optional(underlying, 1),
            ObjectPayload { Construction: not null } found => OfObject(found),
            ObjectPayload => Braces,
            _ => 1,
        };

    private long OfObject(ObjectPayload type)
    {
        long size = Braces;
        var isFirst = true;
        foreach (var member in type.Members)
        {
            if (member.Rules is { Ignore: JsonIgnore.Never, IsExtensionData: false })
            {
                size += (isFirst ? 0 : 1) + Quotes + Encoding.UTF8.GetByteCount(member.JsonName) + 1 + OfMember(member);
                isFirst = false;
            }
        }

        return Math.Min(size, Endless);
    }

    private long OfMember(PayloadMember member)
    {
        if (member.Rules.Converter is not null)
        {
            return 1;
        }

        _path.Add(member.Name);
        var size = member.Type is { IsReferenceType: true, Scalar: null } && !member.Rules.IsNotNull
            ? Optional(member.Type, Braces)
            : OfValue(member.Type);
        _path.RemoveAt(_path.Count - 1);
        return size;
    }

    /// <summary>Leaves a type that need not be there for later.</summary>
    private long Optional(PayloadReference type, long otherwise)
    {
        if (type.Scalar is null)
        {
            _optional.Enqueue((type, [.. _path]));
        }

        return otherwise;
    }

    private long OfValue(PayloadReference type)
        => type.Scalar is not { } scalar ? Of(type.Name)
            : OfScalars.TryGetValue(scalar.Converter, out var size) ? size
            : 1;
}
