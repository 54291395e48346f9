using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <content>Objects, those of derived types, and dictionaries in their place.</content>
internal sealed partial class Comparison
{
    private void Objects(string writer, ObjectForm written, string reader, ObjectForm read, Place place)
    {
        if (!Visit($"{writer} {written}", reader, place))
        {
            return;
        }

        if (written.Discriminator is not null)
        {
            Derived(writer, written, reader, read, place with { WriterKey = writer, ReaderKey = reader });
        }

        if (written.IsAbstract)
        {
            return;
        }

        if (read.IsAbstract)
        {
            // A member of that name may say by chance what a discriminator would.
            var says = read.Discriminator is { } name && _writer.Find(ContractKey.OfMember(writer, ContractKey.Unquote(name))) is not null;
            Add(Certain(written.Discriminator is null && !says, place), FindingKind.Discriminator, place with { WriterKey = writer, ReaderKey = reader }, written.ToString(), read.ToString());
            return;
        }

        Members(writer, reader, read.RefusesUnknown, place);
    }

    /// <summary>Values that say which derived type they have.</summary>
    private void Derived(string writer, ObjectForm written, string reader, ObjectForm read, Place place)
    {
        var renames = _reader.Owned(reader).Where(static line => line.LastReleased is DerivedForm).ToList();
        var types = _writer.Owned(writer).Where(static line => line.Released.Any(static form => form is DerivedForm)).ToList();
        var first = _findings.Count;
        var isOneRead = false;
        foreach (var line in types)
        {
            foreach (var form in line.Released.OfType<DerivedForm>())
            {
                var before = _findings.Count;
                var linePlace = place.Maybe(written.IsAbstract) with { WriterKey = line.Key };
                var name = ContractKey.NameOf(line.Key).Substring(1);
                if (written.Discriminator != read.Discriminator)
                {
                    // The discriminator is one more unknown member to the reader, but what begins with $ is refused where another discriminator is read.
                    var grade = read.IsAbstract || (read.Discriminator is not null && ContractKey.Unquote(written.Discriminator!).StartsWith("$", StringComparison.Ordinal)) ? Grade.Breaks : read.RefusesUnknown ? Grade.Partial : Grade.Drops;
                    Add(grade == Grade.Breaks ? Certain(written.IsAbstract, place) : grade, FindingKind.Discriminator, linePlace, $"{ContractKey.Unquote(written.Discriminator!)}: {name}", read.ToString());
                    AsBase(form, reader, read, linePlace);
                }
                else if (_reader.Find(reader + line.Key.Substring(writer.Length))?.LastReleased is DerivedForm known)
                {
                    Value(form.Type, known.Type, default, NullRule.OfElements, linePlace with { ReaderKey = reader + line.Key.Substring(writer.Length) });
                }
                else if (line.IsRetired)
                {
                    continue;
                }
                else if (read is { ReadsUnknownAsBase: true, IsAbstract: false })
                {
                    Add(Grade.Drops, FindingKind.Derived, linePlace, name, "the base");
                    AsBase(form, reader, read, linePlace);
                }
                else
                {
                    var renamed = renames.FirstOrDefault(candidate => ((DerivedForm)candidate.LastReleased!).Type.Owner == form.Type.Owner && _writer.Find(writer + candidate.Key.Substring(reader.Length)) is null);
                    Add(Certain(true, linePlace), FindingKind.Derived, linePlace with { ReaderKey = renamed?.Key ?? reader }, name, "no type", renamed is null ? null : ContractKey.NameOf(renamed.Key).Substring(1));
                }

                isOneRead |= !_findings.Skip(before).Any(static finding => finding.Grade == Grade.Breaks);
            }
        }

        for (var at = first; isOneRead && at < _findings.Count; at++)
        {
            if (_findings[at].Grade == Grade.Breaks)
            {
                _findings[at] = _findings[at] with { Grade = Grade.Partial };
            }
        }
    }

    /// <summary>A derived type that is read as the type of the member.</summary>
    private void AsBase(DerivedForm written, string reader, ObjectForm read, Place place)
    {
        if (!read.IsAbstract && written.Type.Owner != reader && Visit(written.Type.Owner, reader, place))
        {
            Members(written.Type.Owner, reader, refusesUnknown: false, place);
        }
    }

    /// <summary>An object of whose members any may be there or not.</summary>
    private void MapAsObject(MapType written, NamedType read, (int Written, int Read) numbers, Place place)
    {
        var members = _reader.Owned(read.Owner).Where(static line => line.LastReleased is MemberForm { IsExtension: false }).ToList();
        var needs = members.Any(static line => line.LastReleased is MemberForm { IsRequired: true }) || _reader.Find(read.Owner)?.LastReleased is ObjectForm { IsAbstract: true };
        Add(needs ? Grade.Partial : Grade.Drops, needs ? FindingKind.Type : FindingKind.Dropped, place, written.ToString(), read.ToString());
        if (Visit(written.ToString(), read.Owner, place))
        {
            foreach (var line in members.Where(line => CanBeKey(written.Key, ContractKey.NameOf(line.Key))))
            {
                var member = (MemberForm)line.LastReleased!;
                Value(written.Value, member.Type, (numbers.Written, member.Numbers), NullRule.OfElements, place.At(ContractKey.NameOf(line.Key)).Maybe(isCertain: false));
            }
        }
    }

    /// <summary>Whether a dictionary can have a key that is the name of a member.</summary>
    private bool CanBeKey(WireType key, string name)
        => key is ScalarType { Keyword: Scalars.Text } || (key is NamedType named && _writer.Find($"{named.Owner}.{name}") is not null);

    private void ObjectAsMap(NamedType written, MapType read, Place place)
    {
        var isEmpty = _writer.Find(written.Owner)?.Form is ObjectForm { Discriminator: null } && _writer.Owned(written.Owner).Count == 0;
        if (isEmpty || (read is { Key: ScalarType { Keyword: Scalars.Text }, Value: ScalarType value } && Scalars.IsAnyJson(value.Keyword)))
        {
            return;
        }

        if (read.Key is not ScalarType { Keyword: Scalars.Text } || _writer.Find(written.Owner)?.Form is ObjectForm { Discriminator: not null })
        {
            Mismatch(Grade.Partial, written, read, place);
            return;
        }

        if (Visit(written.Owner, read.ToString(), place))
        {
            foreach (var line in _writer.Owned(written.Owner))
            {
                foreach (var form in line.Released.OfType<MemberForm>().Where(static form => !form.IsExtension))
                {
                    Value(form.Type, read.Value, (form.Numbers, 0), NullRule.OfElements, place.At(ContractKey.NameOf(line.Key)));
                }
            }
        }
    }
}
