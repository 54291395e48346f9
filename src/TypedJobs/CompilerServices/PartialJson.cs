using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TypedJobs.CompilerServices;

/// <summary>Says where JSON that was begun and not ended breaks off.</summary>
internal static class PartialJson
{
    /// <summary>The path of what would have come next, or of the object that has no further name, as <c>$.lines[1].price</c>.</summary>
    public static string PathOfEnd(ReadOnlySpan<byte> json)
    {
        var open = new Stack<Level>();

        // Without anything behind it, a number might go on.
        var reader = new Utf8JsonReader([.. json, (byte)' '], isFinalBlock: false, state: default);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    open.Peek().Name = reader.GetString();
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push(new Level { IsArray = reader.TokenType == JsonTokenType.StartArray });
                    break;
                default:
                    if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    {
                        open.Pop();
                    }

                    if (open.TryPeek(out var level))
                    {
                        level.Name = null;
                        level.Index++;
                    }

                    break;
            }
        }

        return open.Reverse().Aggregate(new StringBuilder("$"), static (path, level) => level.AppendTo(path)).ToString();
    }

    private sealed class Level
    {
        public bool IsArray { get; init; }

        public string? Name { get; set; }

        public int Index { get; set; }

        public StringBuilder AppendTo(StringBuilder path)
            => IsArray ? path.Append(CultureInfo.InvariantCulture, $"[{Index}]")
                : Name is null ? path
                : Name.All(static c => char.IsLetterOrDigit(c) || c == '_') ? path.Append('.').Append(Name)
                : path.Append("['").Append(Name).Append("']");
    }
}
