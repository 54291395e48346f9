using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <content>The members of an object.</content>
internal sealed partial class Comparison
{
    private void Members(string writer, string reader, bool refusesUnknown, Place place)
    {
        var renames = MemberRenames.Between(_writer.Owned(writer), _reader.Owned(reader));
        var takesUnknown = _reader.Owned(reader).Any(static line => line.LastReleased is MemberForm { IsExtension: true });
        foreach (var line in _reader.Owned(reader))
        {
            if (line.LastReleased is MemberForm { IsExtension: false } read)
            {
                Member(_writer.Find(writer + line.Key.Substring(reader.Length)), read, line.Key, writer, renames, place.At(ContractKey.NameOf(line.Key)));
            }
        }

        foreach (var line in _writer.Owned(writer))
        {
            if (line.Form is MemberForm form && (form.IsExtension || _reader.Find(reader + line.Key.Substring(writer.Length))?.LastReleased is not MemberForm { IsExtension: false }))
            {
                Unread(line, reader, refusesUnknown, takesUnknown, renames, place.At(ContractKey.NameOf(line.Key)));
            }
        }

        if (_direction == Direction.Backward)
        {
            Swaps(writer, reader, place);
        }
    }

    /// <summary>A member that the reader has.</summary>
    private void Member(ContractLine? written, MemberForm read, string readerKey, string writer, MemberRenames renames, Place place)
    {
        var forms = (written?.Released ?? []).OfType<MemberForm>().Where(static form => !form.IsExtension).ToList();
        var renamed = renames.NameBefore(ContractKey.NameOf(readerKey));

        // In code it is the new name that did it.
        place = place with { WriterKey = written?.Key ?? (renamed is not null && _direction == Direction.Forward ? $"{writer}.{renamed}" : writer), ReaderKey = readerKey };
        if (read.IsRequired && (written is null || written.MayBeAbsent || IsNewToReleased(written) || (written.Form is MemberForm { IsExtension: true } && forms.Count == 0)))
        {
            var mayHold = _writer.Owned(writer).Any(static line => line.Form is MemberForm { IsExtension: true });
            Add(Certain(forms.Count == 0 && !mayHold, place), FindingKind.Missing, place, "nothing", read.ToString(), renamed);
            return;
        }

        var known = _findings.Count;
        var (worst, grade) = (default(MemberForm), Grade.Compatible);
        foreach (var form in forms)
        {
            var first = _findings.Count;
            var formPlace = place.Maybe(!written!.MayBeAbsent && forms.Count == 1 && form.Ignore == JsonIgnore.Never);
            Omission(form, read, formPlace);
            if (read.IsFilled && !form.IsFilled && DefaultOf(read, _reader) is not (null or "null" or "[]") && KeepsWhatItHolds(read.Type))
            {
                // What was written is added to the default instead of taking its place, and a key that is there already is refused.
                Add(read.Type is MapType ? Grade.Partial : Grade.Changes, FindingKind.Filled, formPlace, "replaced", "filled");
            }

            Value(
                form.Type,
                read.Type,
                (form.Numbers, read.Numbers),
                new NullRule(form.Ignore == JsonIgnore.Never, read.IsUnchecked),
                formPlace with { LeavesDefaultOut = form.Ignore == JsonIgnore.WhenWritingDefault && !form.Type.IsNullable });
            if (_findings.Count == first)
            {
                continue;
            }

            // Of an earlier form nothing is said that is no worse than what is said of a later one.
            if (_findings.Skip(first).Max(static finding => finding.Grade) is var found && (worst is null || found > grade))
            {
                (worst, grade) = (form, found);
            }
            else
            {
                _findings.RemoveRange(first, _findings.Count - first);
            }
        }

        if (worst is not null)
        {
            // A name that was removed and is used again says so, whatever else is wrong with it.
            if (written!.IsRetired && _direction == Direction.Backward)
            {
                Reuse(known, worst, read);
            }

            return;
        }

        if (written is not null && _direction == Direction.Backward)
        {
            Meaning(written, read, place);
        }
    }

    /// <summary>Whether a merge has put a member that no release has under what one has.</summary>
    private bool IsNewToReleased(ContractLine line) => line.IsNew && _writer.Find(line.Head)?.HasHistory == true;

    /// <summary>Whether something stays of a value that is filled: of an object nothing does if all of its members are written and replaced.</summary>
    private bool KeepsWhatItHolds(WireType type)
        => type is not NamedType { Owner: var owner }
            || _reader.Owned(owner).Any(static line => line.LastReleased is MemberForm { IsFilled: true } or MemberForm { Ignore: not JsonIgnore.Never });

    private void Reuse(int first, MemberForm form, MemberForm read)
    {
        var worst = _findings.Skip(first).OrderByDescending(static finding => finding.Grade).First();
        if (worst.Grade < Grade.Opaque)
        {
            return;
        }

        _findings.RemoveRange(first, _findings.Count - first);
        _findings.Add(worst with { Kind = FindingKind.Reused, Written = form.Type.ToString(), Read = read.Type.ToString() });
    }

    /// <summary>A member that is left out when it has the default of its type, or is null.</summary>
    private void Omission(MemberForm written, MemberForm read, Place place)
    {
        if (written.Ignore == JsonIgnore.Never || (written.Ignore == JsonIgnore.WhenWritingNull && !written.Type.IsNullable && !written.IsUnchecked)
            || (written == read && (read.Default is not null || !IsEnum(read.Type, _reader))))
        {
            return;
        }

        if (read.IsRequired)
        {
            Add(Grade.Partial, FindingKind.Missing, place, written.ToString(), read.ToString());
            return;
        }

        var taken = DefaultOf(read, _reader) ?? (IsEnum(read.Type, _reader) ? CodeDefault.OfType(read.Type, _reader) : null);
        foreach (var omitted in Omitted(written))
        {
            if (!(taken is null ? omitted != "null" : AreSame(omitted, written.Type, taken, read.Type)))
            {
                Add(Grade.Changes, FindingKind.Omitted, place, omitted, taken ?? (CodeDefault.OfType(read.Type, _reader) is { } other and not "null" ? other : "something else"));
                return;
            }
        }
    }

    /// <summary>What is left out: of an enum what its zero was called in each release. Nothing if that cannot be told.</summary>
    private List<string> Omitted(MemberForm written)
        => written.Ignore == JsonIgnore.WhenWritingNull ? ["null"]
            : written.Type is NamedType { IsNullable: false, Number: null } named && IsEnum(named, _writer) && EnumValues.Zeros(_writer.Owned(named.Owner)).Select(static zero => ContractKey.NameOf(zero.Key)).ToList() is { Count: > 0 } zeros ? zeros
            : CodeDefault.OfType(written.Type, _writer) is { } omitted ? [omitted]
            : [];

    /// <summary>Whether what the writer and the reader take for a member that is not there is the same.</summary>
    private bool AreSame(string written, WireType writtenType, string read, WireType readType)
        => CodeDefault.AreSame(written, read)
            || (writtenType is NamedType { Number: null } before && IsEnum(before, _writer) && readType is NamedType { Number: null } after && IsEnum(after, _reader)
                && written != "null" && read != "null" && EnumValues.AreSame(_writer.Owned(before.Owner), written, _reader.Owned(after.Owner), read));

    /// <summary>What is read as it was written, but means something else when it is absent.</summary>
    private void Meaning(ContractLine written, MemberForm read, Place place)
    {
        if (written.Form is not MemberForm { IsRequired: false } now || written.IsRetired || written.LastReleased is not MemberForm { IsRequired: false } released || read.IsRequired)
        {
            return;
        }

        if (DefaultOf(released, _writer) is { } before && DefaultOf(read, _reader) is { } after && !AreSame(before, released.Type, after, read.Type)
            && DefaultOf(now, _writer) is { } noted && !AreSame(noted, now.Type, after, read.Type))
        {
            Add(Grade.Means, FindingKind.Default, place, before, after);
        }
    }

    /// <summary>The default, of an enum by its name on the wire; null if it cannot be told.</summary>
    private static string? DefaultOf(MemberForm form, Contract contract)
        => form.Default is { } text ? CodeDefault.OnWire(text, form.Type, contract) : form.Type.IsNullable ? "null" : null;

    /// <summary>A member that the reader does not have.</summary>
    private void Unread(ContractLine line, string reader, bool refusesUnknown, bool takesUnknown, MemberRenames renames, Place place)
    {
        var forms = line.Released.OfType<MemberForm>().ToList();
        if (forms.Count == 0)
        {
            return;
        }

        place = place with { WriterKey = line.Key, ReaderKey = reader };
        if (refusesUnknown && !takesUnknown)
        {
            var always = !line.MayBeAbsent && forms.All(static form => form is { IsExtension: false, Ignore: JsonIgnore.Never });
            Add(Certain(always, place), FindingKind.Refused, place, forms[0].ToString(), "no member");
        }
        else if (!takesUnknown && !line.IsRetired && renames.NameAfter(ContractKey.NameOf(line.Key)) is var renamed && !renames.IsMissing(renamed))
        {
            Add(Grade.Drops, FindingKind.Dropped, renamed is null ? place : place with { ReaderKey = $"{reader}.{renamed}" }, forms[0].ToString(), "no member", renamed);
        }
    }

    /// <summary>Names on the wire that stand for each other's members of the code.</summary>
    private void Swaps(string writer, string reader, Place place)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in _reader.Owned(reader))
        {
            if (line.Form is MemberForm form)
            {
                names[NameInCode(line, form)] = ContractKey.NameOf(line.Key);
            }
        }

        foreach (var line in _writer.Owned(writer))
        {
            var name = ContractKey.NameOf(line.Key);
            if (line.LastReleased is MemberForm form && line is { IsRetired: false, Form: MemberForm noted } && NameInCode(line, noted) is var nameInCode
                && NameInCode(line, form) == nameInCode && names.TryGetValue(nameInCode, out var wireName) && wireName != name
                && _writer.Find($"{writer}.{wireName}")?.LastReleased is MemberForm && _reader.Find($"{reader}.{name}")?.Form is MemberForm now)
            {
                Add(
                    Grade.Means,
                    FindingKind.Swapped,
                    place.At(name) with { WriterKey = line.Key, ReaderKey = $"{reader}.{name}" },
                    nameInCode,
                    NameInCode(_reader.Find($"{reader}.{name}")!, now),
                    wireName);
            }
        }
    }

    private static string NameInCode(ContractLine line, MemberForm form)
        => form.CSharpName is { } name ? JsonNames.CamelCase(name) : ContractKey.Unquote(ContractKey.NameOf(line.Key));
}
