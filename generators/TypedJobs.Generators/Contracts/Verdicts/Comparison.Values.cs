using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <content>Values: null, scalars, lists, keys of dictionaries, and types that have a name.</content>
internal sealed partial class Comparison
{
    private void Value(WireType written, WireType read, (int Written, int Read) numbers, NullRule nulls, Place place)
    {
        var known = _findings.Count;
        NotNull(written, read, numbers, place.Maybe(!written.IsNullable));
        var mayBeNull = written.IsNullable || (written is ScalarType { Keyword: Scalars.Json } && !nulls.IsUnchecked);
        if (mayBeNull && nulls.IsWritten && !TakesNull(read))
        {
            var throws = read is not ScalarType { Keyword: "memory" } && (!nulls.IsUnchecked || IsValueType(read));
            var grade = throws ? Grade.Partial : Grade.Changes;

            // What is as bad already says enough, and of a converter nothing can be told.
            if (_findings.Skip(known).Any(finding => finding.Grade >= grade || (finding.Kind == FindingKind.Converter && finding.Path == place.Path)))
            {
                return;
            }

            Add(grade, throws ? FindingKind.NullRefused : FindingKind.NullRead, place, written.ToString(), read.ToString());
        }
    }

    private static bool TakesNull(WireType read)
        => read.IsNullable || read is ScalarType { Keyword: Scalars.Json or "jsondocument" };

    private bool IsValueType(WireType type)
        => type switch
        {
            ScalarType scalar => Scalars.IsValueType(scalar.Keyword),
            NamedType named => _reader.Find(named.Owner)?.LastReleased is EnumForm or ObjectForm { IsStruct: true },
            OpaqueType { Shape: OpaqueType.Struct } => true,
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
            case (NamedType or ScalarType, NamedType { Number: not null }) or (NamedType { Number: not null }, NamedType or ScalarType):
                Numbers(written, read, numbers.Written, place);
                break;
            case (ScalarType before, ScalarType after):
                Scalar(before.Keyword, after.Keyword, numbers, place);
                break;
            case (ScalarType before, _) when Scalars.IsJson(before.Keyword):
                var cannot = before.Keyword == Scalars.JsonValue ? read is not NamedType { } named || IsObject(named, _reader)
                    : before.Keyword == Scalars.JsonArray ? read is not ListType
                    : before.Keyword == Scalars.JsonObject && (read is ListType || (read is NamedType type && !IsObject(type, _reader)));
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
                Mismatch(!IsObject(after, _reader) && EnumComparison.CanBeWrittenAs(before.Keyword, _reader, after.Owner) ? Grade.Partial : Grade.Breaks, written, read, place);
                break;
            case (ListType before, ListType after):
                Lists(before, after, numbers, place);
                break;
            case (MapType before, MapType after):
                Keys(before.Key, after.Key, place.Maybe(isCertain: false) with { LeavesDefaultOut = false });
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
            else if (isText && readsText)
            {
                grade = ScalarVerdict.OfKeys(written, read);
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
            var isEqual = numbers.Written == numbers.Read;
            Add(grade == Grade.Breaks ? Certain(true, place) : grade, FindingKind.Type, place, isEqual ? written : InWords(written, numbers.Written), isEqual ? read : InWords(read, numbers.Read));
        }
    }

    /// <summary>Enums of which one, or both, are numbers on the wire.</summary>
    private void Numbers(WireType written, WireType read, int numbers, Place place)
    {
        switch (written, read)
        {
            case (NamedType { Number: not null } before, NamedType { Number: { } number } after):
                if (Visit(written.ToString(), read.ToString(), place))
                {
                    EnumNumberComparison.Compare(_writer, _reader, before.Owner, (after.Owner, number), place, Add);
                }

                break;
            case (NamedType { Number: not null } before, ScalarType after) when Scalars.IsNumber(after.Keyword):
                if (EnumNumberComparison.AsNumber(_writer, before.Owner, after.Keyword) is var grade and > Grade.Compatible)
                {
                    Mismatch(grade, written, read, place);
                }

                break;
            case (NamedType { Number: not null }, ScalarType { Keyword: Scalars.JsonValue } or ScalarType { Keyword: Scalars.Json or "jsondocument" or "jsonnode" or "any" }):
                break;
            case (ScalarType before, NamedType { Number: { } number }) when Scalars.IsNumber(before.Keyword) && (numbers & NumberWords.Write) == 0:
                // Which numbers there are nothing tells.
                Mismatch(ScalarVerdict.Of(before.Keyword, number) is var range && range > Grade.Opaque ? range : Grade.Opaque, written, read, place);
                break;
            case (ScalarType before, NamedType) when Scalars.IsAnyJson(before.Keyword) || before.Keyword == Scalars.JsonValue:
                Mismatch(Grade.Partial, written, read, place);
                break;
            default:
                Mismatch(Grade.Breaks, written, read, place);
                break;
        }
    }

    private static string InWords(string keyword, int numbers)
        => !Scalars.IsNumber(keyword) ? keyword
            : (numbers & NumberWords.Write) != 0 ? keyword + NumberWords.AsText
            : (numbers & NumberWords.Named) != 0 && Scalars.IsFloat(keyword) ? $"{keyword} or NaN{NumberWords.AsText}"
            : keyword;

    private void Lists(ListType written, ListType read, (int Written, int Read) numbers, Place place)
    {
        if (read.Keyword != ListType.List && (written.Keyword == ListType.List || (AreEachTheirOwn(written.Element) && !AreEachTheirOwn(read.Element))))
        {
            Add(Grade.Changes, FindingKind.Collection, place, written.ToString(), read.ToString());
        }
        else if (read.Keyword != ListType.List && LosesValues(written.Element, read.Element, numbers, place.Element))
        {
            // Elements that differ in nothing but what is lost become one.
            Add(Grade.Changes, FindingKind.Merged, place, written.ToString(), read.ToString());
        }

        Value(written.Element, read.Element, numbers, NullRule.OfElements, place.Element);
    }

    /// <summary>Whether values are not equal though what is in them is, so that a set keeps each, as it does bytes unless there are none.</summary>
    private static bool AreEachTheirOwn(WireType type) => type is ScalarType { Keyword: "bytes" or "memory" };

    /// <summary>Whether a part of a value is lost: asked anew, since a type is compared once.</summary>
    private bool LosesValues(WireType written, WireType read, (int Written, int Read) numbers, Place place)
    {
        var apart = new Comparison(_writer, _reader, _direction);
        apart.Value(written, read, numbers, NullRule.OfElements, place);
        return apart._findings.Any(static finding => finding.Grade == Grade.Drops);
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
            case (NamedType before, ScalarType { Keyword: Scalars.Text or Scalars.Char or "uri" }):
                Named(before, read, place);
                break;
            case (OpaqueType before, OpaqueType after) when before.IsSameCodeAs(after):
                break;
            case (OpaqueType, _) or (_, OpaqueType):
                Add(Grade.Opaque, FindingKind.Converter, place, written.ToString(), read.ToString());
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
                    if (place.LeavesDefaultOut || Visit(written.Owner, after.Owner, place))
                    {
                        EnumComparison.Compare(_writer, _reader, written.Owner, after.Owner, place, Add);
                    }

                    if (before.IsFlags && !now.IsFlags && EnumFlags.AsOneValue(_writer, written.Owner, _reader, after.Owner) is var grade and > Grade.Compatible)
                    {
                        Add(grade, FindingKind.EnumFlags, place with { WriterKey = written.Owner, ReaderKey = after.Owner }, "flags", "one value");
                    }
                    else if (before.IsFlags && EnumFlags.Mix(_writer, written.Owner, _reader, after.Owner))
                    {
                        Add(Grade.Changes, FindingKind.EnumNumbers, place with { WriterKey = written.Owner, ReaderKey = after.Owner }, "flags", "flags");
                    }

                    break;
                case (ObjectForm before, NamedType after) when _reader.Find(after.Owner)?.LastReleased is ObjectForm now:
                    Objects(written.Owner, before, after.Owner, now, place);
                    break;
                case (EnumForm, ScalarType { Keyword: Scalars.Text or "uri" or Scalars.JsonValue }):
                    break;
                case (EnumForm, ScalarType { Keyword: Scalars.Char or "bytes" or "memory" } after):
                    Mismatch(EnumComparison.CanBeWrittenAs(after.Keyword, _writer, written.Owner) ? Grade.Partial : Grade.Breaks, written, read, place);
                    break;
                case (ObjectForm, ScalarType { Keyword: Scalars.JsonObject }):
                    break;
                default:
                    Mismatch(Grade.Breaks, written, read, place);
                    break;
            }
        }
    }
}
