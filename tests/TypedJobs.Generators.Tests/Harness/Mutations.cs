using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>
/// What careless and hostile writers make of a JSON text: broken off, with something behind it, with other values, with members that are unknown, come twice or
/// in another order. No member is ever left out or null: there the two serializers differ, as documented.
/// </summary>
internal static class Mutations
{
    private const int Truncations = 20;

    private static readonly string[] Ends = ["x", ",", "}", " null", "//", "\0"];

    private static readonly string[] Values =
    [
        "true", "0", "1", "-1", "1.5", "-0.0", "1e2", "1e400", "01", "NaN", new string('9', 45), "\"\"", "\"x\"", "\"1\"", "\"NaN\"", "\"2026-01-01\"", "\"\\ud800\"", "\"\\u0000\"", "\"a\tb\"", "'x'",
        "\"11111111-2222-3333-4444-555555555555\"", "[]", "[null]", "[[]]", "[1,]", Nested(70), "\"" + new string('9', 400) + "\"",
    ];

    /// <summary>No UTF-8: a byte that is none, an overlong zero, a surrogate.</summary>
    private static readonly byte[][] InvalidTexts = [[0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80]];

    /// <summary>What may stand before the members of an object, each of which the serializer might take for something of its own.</summary>
    private static readonly string[] Unknown = ["\"zz\":[{\"a\":[]}]", "\"zz\":1,\"zz\":1", "\"\":1", "\"$type\":\"q\"", "\"$values\":[]", "\"$id\":\"1\"", "\"$ref\":\"1\"", "\"\\ud800\":1", "\"zz\":" + Nested(62)];

    public static IEnumerable<byte[]> Of(string json)
    {
        for (var length = 0; length < json.Length; length += 1 + (json.Length / Truncations))
        {
            yield return Encoding.UTF8.GetBytes(json[..length]);
        }

        foreach (var end in Ends)
        {
            yield return Encoding.UTF8.GetBytes(json + end);
        }

        yield return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(json)];
        var root = JsonNode.Parse(json);
        foreach (var (path, found) in Places(root, []))
        {
            foreach (var value in Values)
            {
                yield return Encoding.UTF8.GetBytes(With(root, path, value));
            }

            foreach (var invalid in InvalidTexts)
            {
                var parts = With(root, path, "\"?invalid?\"").Split("?invalid?");
                yield return [.. Encoding.UTF8.GetBytes(parts[0]), .. invalid, .. Encoding.UTF8.GetBytes(parts[1])];
            }

            foreach (var members in found is JsonObject { Count: > 0 } value ? Rearranged(value) : [])
            {
                yield return Encoding.UTF8.GetBytes(With(root, path, "{" + members + "}"));
            }
        }
    }

    private static IEnumerable<string> Rearranged(JsonObject value)
    {
        var members = value.Select(static member => $"{JsonSerializer.Serialize(member.Key)}:{member.Value?.ToJsonString() ?? "null"}").ToList();
        var all = string.Join(',', members);
        yield return string.Join(',', members.AsEnumerable().Reverse());
        foreach (var unknown in Unknown)
        {
            yield return $"{unknown},{all}";
            yield return $"{all},{unknown}";
        }

        foreach (var (member, name) in members.Zip(value.Select(static member => member.Key)))
        {
            var escaped = string.Concat(name.Select(static c => $"\\u{(int)c:x4}"));
            yield return $"{all},{member}";
            yield return $"{JsonSerializer.Serialize(name)}:null,{all}";
            yield return $"{all},\"{escaped}\":null";
        }
    }

    private static IEnumerable<(object[] Path, JsonNode? Value)> Places(JsonNode? value, object[] path)
    {
        IEnumerable<(object Step, JsonNode? Value)> inner = value switch
        {
            JsonObject members => members.Select(static member => ((object)member.Key, member.Value)),
            JsonArray elements => elements.Select(static (element, index) => ((object)index, element)),
            _ => [],
        };
        return inner.SelectMany(step => Places(step.Value, [.. path, step.Step])).Prepend((path, value));
    }

    /// <summary>The text with another value in one place.</summary>
    private static string With(JsonNode? value, ReadOnlySpan<object> path, string replacement)
    {
        if (path.IsEmpty)
        {
            return replacement;
        }

        var parts = new List<string>();
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members)
            {
                parts.Add($"{JsonSerializer.Serialize(name)}:{(name.Equals(path[0]) ? With(member, path[1..], replacement) : member?.ToJsonString() ?? "null")}");
            }

            return "{" + string.Join(',', parts) + "}";
        }

        foreach (var element in (JsonArray)value!)
        {
            parts.Add(parts.Count.Equals(path[0]) ? With(element, path[1..], replacement) : element?.ToJsonString() ?? "null");
        }

        return "[" + string.Join(',', parts) + "]";
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
