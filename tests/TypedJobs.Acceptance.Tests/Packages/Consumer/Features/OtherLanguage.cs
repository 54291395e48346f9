using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Features;

/// <summary>
/// Writes JSON as it may come from elsewhere: with white space, the members the other way round, every letter of a name escaped,
/// and a member that nobody knows.
/// </summary>
internal static class OtherLanguage
{
    public static string Rewrite(string json, bool addUnknown)
    {
        using var document = JsonDocument.Parse(json);
        var rewritten = Rewrite(document.RootElement);
        return addUnknown ? rewritten.Insert(1, "\"unknown\" :[ {\"a\": null} ],") : rewritten;
    }

    private static string Rewrite(JsonElement element)
        => element.ValueKind switch
        {
            JsonValueKind.Object => "{\t" + string.Join(" ,\r\n ", element.EnumerateObject().Reverse().Select(static member => $"\"{Escape(member.Name)}\" : {Rewrite(member.Value)}")) + " }",
            JsonValueKind.Array => "[ " + string.Join(" , ", element.EnumerateArray().Select(Rewrite)) + "\n]",
            _ => element.GetRawText(),
        };

    private static string Escape(string name)
        => name.Aggregate(new StringBuilder(), static (escaped, c) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")).ToString();
}
