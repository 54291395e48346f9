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

        if (capitals == 0)
        {
            return name;
        }

        var letters = name.ToCharArray();
        for (var i = 0; i < (capitals > 1 && capitals < name.Length ? capitals - 1 : capitals); i++)
        {
            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }
}
