using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>Finds members of a payload by what they hold.</summary>
/// <param name="payload">What the job carries.</param>
internal sealed class PayloadMembers(Payload payload)
{
    private readonly Dictionary<string, PayloadType> _types = payload.Types.ToDictionary(static type => type.Reference.Name, StringComparer.Ordinal);

    /// <summary>The ways from the job to the members that hold such a value, alone, nullable or in a collection; one way to each.</summary>
    public IEnumerable<IReadOnlyList<string>> Find(INamedTypeSymbol job, Func<PayloadReference, bool> isWanted)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<(string Type, IReadOnlyList<string> Path)>();
        open.Enqueue((job.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), []));
        while (open.Count > 0)
        {
            var (name, path) = open.Dequeue();
            if (!visited.Add(name) || !_types.TryGetValue(name, out var type) || type is not ObjectPayload found)
            {
                continue;
            }

            foreach (var member in found.Members)
            {
                if (member.Rules.Converter is null)
                {
                    IReadOnlyList<string> way = [.. path, member.Name];
                    var held = Held(member.Type);
                    if (isWanted(held))
                    {
                        yield return way;
                    }

                    open.Enqueue((held.Name, way));
                }
            }
        }
    }

    private PayloadReference Held(PayloadReference type)
        => type.Scalar is null && _types.TryGetValue(type.Name, out var found)
            ? found switch
            {
                NullablePayload nullable => Held(nullable.Underlying),
                CollectionPayload collection => Held(collection.Element),
                _ => type,
            }
            : type;
}
