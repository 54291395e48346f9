namespace TypedJobs.Generators.Contracts;

/// <summary>
/// The jobs and types that are not just as they were released, themselves or in what they carry: all others need no comparison, and there are a thousand of them to one that was edited.
/// </summary>
internal static class ChangedHeads
{
    /// <summary>The keys of the heads.</summary>
    /// <param name="file">What is released.</param>
    /// <param name="code">What the code is now.</param>
    public static HashSet<string> Of(Contract file, Contract code)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in code.Lines)
        {
            if (file.Find(line.Key) != line)
            {
                changed.Add(line.Head);
            }
        }

        foreach (var line in file.Lines)
        {
            if (code.Find(line.Key) is null)
            {
                changed.Add(line.Head);
            }
        }

        return changed.Count > 0 ? WithCarriers(changed, code) : changed;
    }

    private static HashSet<string> WithCarriers(HashSet<string> changed, Contract code)
    {
        var carriers = code.Lines
            .SelectMany(static line => Reach.Types(line.Form).Select(type => (Carried: type.Owner, By: line.Head)))
            .ToLookup(static use => use.Carried, static use => use.By, StringComparer.Ordinal);
        var open = new Stack<string>(changed);
        while (open.Count > 0)
        {
            foreach (var carrier in carriers[open.Pop()])
            {
                if (changed.Add(carrier))
                {
                    open.Push(carrier);
                }
            }
        }

        return changed;
    }
}
