namespace TypedJobs.Generators.Payloads;

/// <summary>Names on the wire: camelCase, exactly as System.Text.Json makes it.</summary>
internal static class JsonNames
{
    /// <summary>
    /// Lowers the capitals that a name starts with, except the last of several when the name goes on:
    /// <c>Source</c> is <c>source</c>, <c>URLPath</c> is <c>urlPath</c>, <c>ID</c> is <c>id</c>.
    /// </summary>
    public static string CamelCase(string name)
    {
        var capitals = 0;
        while (capitals < name.Length && char.IsUpper(name[capitals]))
        {
            capitals++;
        }

        var lowered = capitals > 1 && capitals < name.Length ? capitals - 1 : capitals;
        return name.Substring(0, lowered).ToLowerInvariant() + name.Substring(lowered);
    }
}
