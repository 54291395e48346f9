using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Writes a contract anew from what the file has and what the code has. What a release had is never lost by it: a line that changes keeps how it
/// was, a member that goes leaves a tombstone, and what only an explicit edit may end (a version of a job, a value of an enum, a derived type) stays.
/// So writing the file never hides a break.
/// </summary>
internal static class ContractUpdate
{
    public static Contract Of(Contract file, CodeContract code)
    {
        file = TypeRenames.Apply(file, code.Contract);

        // Of a job that cannot be carried nothing can be told: all that the file has of it stays.
        var skipped = Reach.From(code.Incomplete, code.Contract, static line => [line.Form]);
        var lines = new Dictionary<string, ContractLine>(StringComparer.Ordinal);
        foreach (var now in code.Contract.Lines)
        {
            if (!skipped.Contains(now.Head))
            {
                lines.Add(now.Key, Merge(Before(file, now), now, file.Find(now.Head)?.HasHistory == true));
            }
        }

        foreach (var before in file.Lines)
        {
            var head = before.Head;
            if (!lines.ContainsKey(before.Key) && Without(before, code.Contract.Find(head) is not null && !skipped.Contains(head)) is { } kept)
            {
                lines.Add(kept.Key, kept);
            }
        }

        KeepWhatIsNeeded(lines, file);
        var contract = new Contract(lines.Values);
        var reached = Reach.From(contract.Jobs.Select(static job => job.Key), contract, static line => line.Was.Prepend(line.Form));
        return new Contract(contract.Lines.Where(line => reached.Contains(line.Head)));
    }

    /// <summary>A head that no release has stays all the same if something stays that belongs to it or names it: a file without it could not be read.</summary>
    private static void KeepWhatIsNeeded(Dictionary<string, ContractLine> lines, Contract file)
    {
        while (lines.Values
            .SelectMany(static line => line.Was.Prepend(line.Form).SelectMany(Reach.Types).Select(static type => type.Owner).Append(line.Head))
            .FirstOrDefault(head => !lines.ContainsKey(head) && file.Find(head) is not null) is { } needed)
        {
            lines.Add(needed, file.Find(needed)!);
            foreach (var line in file.Owned(needed).Where(line => !lines.ContainsKey(line.Key)))
            {
                lines.Add(line.Key, line);
            }
        }
    }

    /// <summary>What the file has of it. A type whose name is the key of a member is none of it.</summary>
    private static ContractLine? Before(Contract file, ContractLine now)
        => file.Find(now.Key) is { } before && before.Form is HeadForm == now.Form is HeadForm ? before : null;

    private static ContractLine Merge(ContractLine? before, ContractLine now, bool wasReleasedWithoutIt)
    {
        if (before is null)
        {
            return now with { IsReleased = false, IsAdded = wasReleasedWithoutIt && now.Form is MemberForm };
        }

        before = WithNamesOf(before, now.Form);
        if (wasReleasedWithoutIt && before.IsNew && now.Form is MemberForm)
        {
            // A merge has put it under what was released in the meantime.
            before = before with { IsAdded = true };
        }

        if (before.IsRetired)
        {
            return !before.IsReleased && before.Form == now.Form
                ? before with { IsRetired = false, IsReleased = true }
                : now with { Was = before.Released.ToEquatableArray(), IsAdded = before.MayBeAbsent, Accepted = before.Accepted, IsReleased = false };
        }

        if (before.Form == now.Form)
        {
            return before;
        }

        if (before.IsReleased)
        {
            return before with { Form = now.Form, Was = before.Released.Where(form => form != now.Form).ToEquatableArray(), IsReleased = false };
        }

        return before.LastReleased == now.Form
            ? before with { Form = now.Form, Was = before.Was.Skip(1).ToEquatableArray(), IsReleased = true }
            : before with { Form = now.Form };
    }

    /// <summary>What stays of a line that the code no longer has; null for nothing.</summary>
    private static ContractLine? Without(ContractLine before, bool hasHead)
    {
        if (!before.HasHistory)
        {
            return null;
        }

        if (before.IsRetired || !hasHead)
        {
            return before;
        }

        var released = before with { Form = before.Released.First(), Was = before.Released.Skip(1).ToEquatableArray(), IsReleased = true };
        return released.Form is MemberForm ? released with { IsRetired = true, IsReleased = false } : released;
    }

    /// <summary>The record of a job may be called otherwise, and a version be frozen: neither is on the wire.</summary>
    private static ContractLine WithNamesOf(ContractLine before, LineForm now)
    {
        if (now is not JobForm job)
        {
            return before;
        }

        LineForm Rename(LineForm form) => form is JobForm was ? was with { Record = job.Record, IsFrozen = job.IsFrozen } : form;
        return before with { Form = Rename(before.Form), Was = before.Was.Select(Rename).ToEquatableArray() };
    }
}
