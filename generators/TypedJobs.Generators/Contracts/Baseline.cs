namespace TypedJobs.Generators.Contracts;

/// <summary>
/// For teams that deploy every merge: all that the file has at another commit is released, and nothing else is.
/// </summary>
internal static class Baseline
{
    /// <summary>The contract to compare the code with.</summary>
    /// <param name="file">The file as it is: what was accepted or retired in it since the other commit holds.</param>
    /// <param name="deployed">The file at the other commit.</param>
    public static Contract Apply(Contract file, Contract deployed)
    {
        var lines = deployed.Lines.ToDictionary(static line => line.Key, static line => line with { IsReleased = true }, StringComparer.Ordinal);
        foreach (var line in file.Lines)
        {
            if (!lines.TryGetValue(line.Key, out var before))
            {
                lines.Add(line.Key, line with { IsReleased = false });
            }
            else if (line.Accepted != before.Accepted)
            {
                lines[line.Key] = line with { IsReleased = before.Form == line.Form };
            }
            else if (line.IsRetired && line.Form is not MemberForm && !before.IsRetired)
            {
                lines[line.Key] = line;
            }
        }

        return new Contract(lines.Values);
    }
}
