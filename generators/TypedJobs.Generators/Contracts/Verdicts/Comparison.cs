using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>
/// Follows what one contract writes through what another reads, from a job down through its types, and notes every place where they disagree.
/// Of the writer everything counts that was ever released; of the reader, what it is now. A type that contains itself is taken to agree while it is compared.
/// </summary>
internal sealed class Comparison
{
    private readonly Contract _writer;
    private readonly Contract _reader;
    private readonly Direction _direction;
    private readonly List<Finding> _findings = [];
    private readonly HashSet<(string Written, string Read, bool IsCertain)> _visited = [];

    private Comparison(Contract writer, Contract reader, Direction direction)
    {
        _writer = writer;
        _reader = reader;
        _direction = direction;
    }

    /// <summary>What new code makes of a job's messages in flight.</summary>
    public static IReadOnlyList<Finding> Backward(Contract file, Contract code, string job) => new Comparison(file, code, Direction.Backward).Job(job);

    /// <summary>What the last release makes of a job's new messages.</summary>
    public static IReadOnlyList<Finding> Forward(Contract file, Contract code, string job) => new Comparison(code, file, Direction.Forward).Job(job);

    private List<Finding> Job(string key)
    {
        if (_writer.Find(key) is { } written && _reader.Find(key) is { LastReleased: JobForm read })
        {
            var place = new Place(ContractKey.JobOf(key)!.Value.Name, key, key, IsCertain: true);
            foreach (var form in written.Released.OfType<JobForm>())
            {
                if (form.Tube != read.Tube)
                {
                    Add(Grade.Breaks, FindingKind.Tube, place, form.Tube, read.Tube);
                }

                // A worker of bare jobs also reads events.
                if (form.IsBare && !read.IsBare)
                {
                    Add(Grade.Breaks, FindingKind.Format, place, "bare", "an event");
                }
            }

            Members(key, key, read.RefusesUnknown, place);
        }

        return _findings;
    }

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
            if (line.Form is MemberForm && _reader.Find(reader + line.Key.Substring(writer.Length))?.LastReleased is not MemberForm { IsExtension: false })
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
        place = place with { WriterKey = written?.Key ?? writer, ReaderKey = readerKey };
        if (read.IsRequired && (written is null || written.MayBeAbsent || (written.Form is MemberForm { IsExtension: true } && forms.Count == 0)))
        {
            var mayHold = _writer.Owned(writer).Any(static line => line.Form is MemberForm { IsExtension: true });
            Add(Certain(forms.Count == 0 && !mayHold, place), FindingKind.Missing, place, "nothing", read.ToString(), renames.NameBefore(ContractKey.NameOf(readerKey)));
            return;
        }

        foreach (var form in forms)
        {
            var known = _findings.Count;
            var formPlace = place.Maybe(!written!.MayBeAbsent && forms.Count == 1);
            Omission(form, read, formPlace);
            if (read.IsFilled && !form.IsFilled && (DefaultOf(read) ?? "[]") is not "[]")
            {
                // What was written is added to the default instead of taking its place.
                Add(Grade.Changes, FindingKind.Filled, formPlace, "replaced", "filled");
            }

            Value(form.Type, read.Type, (form.Numbers, read.Numbers), new NullRule(form.Ignore == JsonIgnore.Never, read.IsUnchecked), formPlace);
            if (_findings.Count > known)
            {
                // A name that was removed and is used again says so, whatever else is wrong with it.
                if (written.IsRetired && _direction == Direction.Backward)
                {
                    Reuse(known, form, read);
                }

                return;
            }
        }

        if (written is not null && _direction == Direction.Backward)
        {
            Meaning(written, read, place);
        }
    }

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
        if (written.Ignore == JsonIgnore.Never || (written.Ignore == JsonIgnore.WhenWritingNull && !written.Type.IsNullable && !written.IsUnchecked) || written == read)
        {
            return;
        }

        if (read.IsRequired)
        {
            Add(Grade.Partial, FindingKind.Missing, place, written.ToString(), read.ToString());
            return;
        }

        var omitted = written.Ignore == JsonIgnore.WhenWritingNull ? "null" : CodeDefault.OfType(written.Type, _writer);
        var taken = read.Default ?? (read.Type.IsNullable ? "null" : null);
        if (omitted is not null && taken is not null && !CodeDefault.AreSame(omitted, taken))
        {
            Add(Grade.Changes, FindingKind.Omitted, place, omitted, taken);
        }
    }

    /// <summary>What is read as it was written, but means something else when it is absent.</summary>
    private void Meaning(ContractLine written, MemberForm read, Place place)
    {
        if (written.Form is not MemberForm { IsRequired: false } now || written.IsRetired || written.LastReleased is not MemberForm { IsRequired: false } released || read.IsRequired)
        {
            return;
        }

        if (DefaultOf(released) is { } before && DefaultOf(read) is { } after && !CodeDefault.AreSame(before, after)
            && DefaultOf(now) is { } noted && !CodeDefault.AreSame(noted, after))
        {
            Add(Grade.Means, FindingKind.Default, place, before, after);
        }
    }

    private static string? DefaultOf(MemberForm form) => form.Default ?? (form.Type.IsNullable ? "null" : null);

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

    private void Value(WireType written, WireType read, (int Written, int Read) numbers, NullRule nulls, Place place)
    {
        var known = _findings.Count;
        NotNull(written, read, numbers, place.Maybe(!written.IsNullable));
        if (written.IsNullable && nulls.IsWritten && _findings.Count == known && !TakesNull(read))
        {
            var throws = read is not ScalarType { Keyword: "memory" } && (!nulls.IsUnchecked || IsValueType(read));
            Add(throws ? Grade.Partial : Grade.Changes, throws ? FindingKind.NullRefused : FindingKind.NullRead, place, written.ToString(), read.ToString());
        }
    }

    private static bool TakesNull(WireType read)
        => read.IsNullable || read is ScalarType { Keyword: Scalars.Json or "jsondocument" } or OpaqueType;

    private bool IsValueType(WireType type)
        => type switch
        {
            ScalarType scalar => Scalars.IsValueType(scalar.Keyword),
            NamedType named => _reader.Find(named.Owner)?.LastReleased is EnumForm or ObjectForm { IsStruct: true },
            _ => false,
        };

    private void NotNull(WireType written, WireType read, (int Written, int Read) numbers, Place place)
    {
        switch (written, read)
        {
            case (OpaqueType before, OpaqueType after) when before.IsSameCodeAs(after):
                break;
            case (OpaqueType, _) or (_, OpaqueType):
                Add(Grade.Opaque, FindingKind.Converter, place, written.ToString(), read.ToString());
                break;
            case (ScalarType before, ScalarType after):
                Scalar(before.Keyword, after.Keyword, numbers, place);
                break;
            case (ScalarType before, _) when Scalars.IsJson(before.Keyword):
                var cannot = before.Keyword == Scalars.JsonValue ? read is not NamedType { } named || IsObject(named, _reader)
                    : before.Keyword == Scalars.JsonArray ? read is not ListType
                    : before.Keyword == Scalars.JsonObject && read is ListType;
                Mismatch(cannot ? Grade.Breaks : Grade.Partial, written, read, place);
                break;
            case (_, ScalarType after) when Scalars.IsAnyJson(after.Keyword):
                break;
            case (ListType, ScalarType { Keyword: Scalars.JsonArray }) or (MapType, ScalarType { Keyword: Scalars.JsonObject }):
                break;
            case (NamedType before, ScalarType after):
                Named(before, after, place);
                break;
            case (ScalarType before, NamedType after):
                Mismatch(!IsObject(after, _reader) && (before.Keyword is Scalars.Text or Scalars.Char or "uri") ? Grade.Partial : Grade.Breaks, written, read, place);
                break;
            case (ListType before, ListType after):
                Lists(before, after, numbers, place);
                break;
            case (MapType before, MapType after):
                Keys(before.Key, after.Key, place.Maybe(isCertain: false));
                Value(before.Value, after.Value, numbers, NullRule.OfElements, place.Element);
                break;
            case (NamedType before, NamedType after):
                Named(before, after, place);
                break;
            case (NamedType before, MapType after) when IsObject(before, _writer):
                ObjectAsMap(before, after, place);
                break;
            case (MapType map, NamedType after) when IsObject(after, _reader):
                MapAsObject(map, after, numbers, place);
                break;
            default:
                Mismatch(Grade.Breaks, written, read, place);
                break;
        }
    }

    private void Scalar(string written, string read, (int Written, int Read) numbers, Place place)
    {
        var grade = ScalarVerdict.Of(written, read);
        if (Scalars.IsNumber(written) && !Scalars.IsJson(read))
        {
            var isText = (numbers.Written & NumberWords.Write) != 0;
            var readsText = (numbers.Read & NumberWords.Read) != 0;
            if (isText && !Scalars.IsNumber(read))
            {
                // Numbers as text are what any text is.
                grade = read == Scalars.Text ? Grade.Compatible : ScalarVerdict.OfKeys(written, read);
            }
            else if (isText && !readsText && Scalars.IsNumber(read))
            {
                grade = Scalars.IsFloat(written) && Scalars.IsFloat(read) && (numbers.Read & NumberWords.Named) != 0 ? Grade.Partial : Grade.Breaks;
            }
            else if (grade == Grade.Breaks && Scalars.IsFloat(written) && (numbers.Written & NumberWords.Named) != 0 && read == Scalars.Text)
            {
                grade = Grade.Partial;
            }
            else if (grade < Grade.Partial && Scalars.IsFloat(written) && (numbers.Written & NumberWords.Named) != 0
                && !(Scalars.IsFloat(read) && (readsText || (numbers.Read & NumberWords.Named) != 0)))
            {
                grade = Grade.Partial;
            }
        }
        else if (written == Scalars.Text && Scalars.IsNumber(read)
            && ((numbers.Read & NumberWords.Read) != 0 || (Scalars.IsFloat(read) && (numbers.Read & NumberWords.Named) != 0)))
        {
            grade = Grade.Partial;
        }

        if (grade > Grade.Compatible)
        {
            Mismatch(grade, new ScalarType(written, false), new ScalarType(read, false), place);
        }
    }

    private void Lists(ListType written, ListType read, (int Written, int Read) numbers, Place place)
    {
        if (written.Keyword != read.Keyword && read.Keyword != ListType.List && written.Keyword == ListType.List)
        {
            Add(Grade.Changes, FindingKind.Collection, place, written.ToString(), read.ToString());
        }

        Value(written.Element, read.Element, numbers, NullRule.OfElements, place.Element);
    }

    private void Keys(WireType written, WireType read, Place place)
    {
        switch (written, read)
        {
            case (ScalarType before, ScalarType after):
                if (ScalarVerdict.OfKeys(before.Keyword, after.Keyword) is var grade and > Grade.Compatible)
                {
                    Mismatch(grade, written, read, place);
                }

                break;
            case (NamedType before, NamedType after):
                Named(before, after, place);
                break;
            case (NamedType, ScalarType { Keyword: Scalars.Text }):
                break;
            default:
                Mismatch(written is ScalarType { Keyword: Scalars.Text or Scalars.Char } ? Grade.Partial : Grade.Breaks, written, read, place);
                break;
        }
    }

    private void Named(NamedType written, WireType read, Place place)
    {
        var head = _writer.Find(written.Owner);
        foreach (var form in head?.Released ?? [])
        {
            switch (form, read)
            {
                case (EnumForm before, NamedType after) when _reader.Find(after.Owner)?.LastReleased is EnumForm now:
                    if (Visit(written.Owner, after.Owner, place))
                    {
                        EnumComparison.Compare(_writer, _reader, written.Owner, after.Owner, place, Add);
                    }

                    if (before.IsFlags && !now.IsFlags)
                    {
                        Add(EnumComparison.AreSumsValues(_reader, after.Owner) ? Grade.Changes : Grade.Opaque, FindingKind.EnumFlags, place with { WriterKey = written.Owner, ReaderKey = after.Owner }, "flags", "one value");
                    }

                    break;
                case (ObjectForm before, NamedType after) when _reader.Find(after.Owner)?.LastReleased is ObjectForm now:
                    Objects(written.Owner, before, after.Owner, now, place);
                    break;
                case (EnumForm, ScalarType { Keyword: Scalars.Text or "uri" or Scalars.JsonValue }):
                    break;
                case (EnumForm, ScalarType { Keyword: Scalars.Char }):
                    var some = _writer.Owned(written.Owner).Any(static line => ContractKey.Unquote(ContractKey.NameOf(line.Key)).Length == 1);
                    Mismatch(some ? Grade.Partial : Grade.Breaks, written, read, place);
                    break;
                case (ObjectForm, ScalarType { Keyword: Scalars.JsonObject }):
                    break;
                default:
                    Mismatch(Grade.Breaks, written, read, place);
                    break;
            }
        }
    }

    private void Objects(string writer, ObjectForm written, string reader, ObjectForm read, Place place)
    {
        if (!Visit(writer, reader, place))
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
            Add(Certain(written.Discriminator is null, place), FindingKind.Discriminator, place with { WriterKey = writer, ReaderKey = reader }, written.ToString(), read.ToString());
            return;
        }

        Members(writer, reader, read.RefusesUnknown, place);
    }

    /// <summary>Values that say which derived type they have.</summary>
    private void Derived(string writer, ObjectForm written, string reader, ObjectForm read, Place place)
    {
        var renames = _reader.Owned(reader).Where(static line => line.LastReleased is DerivedForm).ToList();
        var types = _writer.Owned(writer).Where(static line => line.Released.Any(static form => form is DerivedForm)).ToList();
        var isOnly = written.IsAbstract && (types.Count == 1 || !types.Any(line => _reader.Find(reader + line.Key.Substring(writer.Length)) is not null));
        foreach (var line in _writer.Owned(writer))
        {
            foreach (var form in line.Released.OfType<DerivedForm>())
            {
                var linePlace = place.Maybe(isOnly) with { WriterKey = line.Key };
                var name = ContractKey.NameOf(line.Key).Substring(1);
                if (written.Discriminator != read.Discriminator)
                {
                    // The discriminator is one more unknown member to the reader, but what begins with $ is refused where another discriminator is read.
                    var grade = read.IsAbstract || (read.Discriminator is not null && ContractKey.Unquote(written.Discriminator!).StartsWith("$", StringComparison.Ordinal)) ? Grade.Breaks : read.RefusesUnknown ? Grade.Partial : Grade.Drops;
                    Add(grade == Grade.Breaks ? Certain(written.IsAbstract, place) : grade, FindingKind.Discriminator, linePlace, $"{ContractKey.Unquote(written.Discriminator!)}: {name}", read.ToString());
                    AsBase(form, reader, read, linePlace.Maybe(types.Count == 1));
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

    /// <summary>Whether the two are still to be compared: once, and once more where every message has them, if at first only some did.</summary>
    private bool Visit(string written, string read, Place place)
        => !_visited.Contains((written, read, true)) && _visited.Add((written, read, place.IsCertain));

    private static bool IsObject(NamedType type, Contract contract) => contract.Find(type.Owner)?.Form is ObjectForm;

    private void Mismatch(Grade grade, WireType written, WireType read, Place place)
        => Add(grade == Grade.Breaks ? Certain(true, place) : grade, FindingKind.Type, place, written.ToString(), read.ToString());

    private static Grade Certain(bool always, Place place) => always && place.IsCertain ? Grade.Breaks : Grade.Partial;

    private void Add(Grade grade, FindingKind kind, Place place, string written, string read) => Add(grade, kind, place, written, read, otherName: null);

    private void Add(Grade grade, FindingKind kind, Place place, string written, string read, string? otherName)
        => _findings.Add(new Finding(_direction, grade, kind, place.Path, place.WriterKey, place.ReaderKey, written, read) { OtherName = otherName });

    /// <summary>What becomes of null.</summary>
    /// <param name="IsWritten">Whether it is written, and not left out.</param>
    /// <param name="IsUnchecked">Whether the reader takes it where the type says that there is none.</param>
    private readonly record struct NullRule(bool IsWritten, bool IsUnchecked)
    {
        public static readonly NullRule OfElements = new(true, true);
    }
}
