using System.Globalization;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>Reads the text of a <see cref="LineForm"/>, as far as it goes.</summary>
internal static class LineFormReader
{
    /// <summary>The form; null if the text is none. What follows it is left to the caller.</summary>
    public static LineForm? Read(LineScanner scanner)
    {
        var first = scanner.Next();
        return first switch
        {
            ObjectForm.Keyword => Object(scanner),
            EnumForm.Keyword => new EnumForm(scanner.Take("flags")),
            JobForm.Keyword or JobForm.FrozenKeyword => Job(scanner, first == JobForm.FrozenKeyword),
            DerivedForm.Keyword => WireTypeReader.Read(scanner.Next()) is NamedType { IsNullable: false } derived ? new DerivedForm(derived) : null,
            _ when IsNumber(first) => EnumValue(first, scanner),
            _ => WireTypeReader.Read(first) is { } type ? Member(type, scanner) : null,
        };
    }

    private static ObjectForm? Object(LineScanner scanner)
    {
        var form = new ObjectForm
        {
            IsStruct = scanner.Take("struct"),
            IsAbstract = scanner.Take("abstract"),
            RefusesUnknown = scanner.Take("unknown=refuse"),
            Discriminator = scanner.TakeAfter("type="),
            ReadsUnknownAsBase = scanner.Take("unknowntype=base"),
        };
        return form.Discriminator is null || LineScanner.IsLiteral(form.Discriminator) ? form : null;
    }

    private static EnumValueForm? EnumValue(string number, LineScanner scanner)
    {
        var isAlias = scanner.Take("alias");
        var name = scanner.Take("as") ? scanner.Next() : null;
        return name?.Length == 0 ? null : new EnumValueForm(number, name) { IsAlias = isAlias };
    }

    private static JobForm? Job(LineScanner scanner, bool isFrozen)
        => scanner.Next() is { Length: > 0 } record && scanner.TakeAfter("tube=") is { Length: > 0 } tube
            ? new JobForm(record, tube)
            {
                IsFrozen = isFrozen,
                IsBare = scanner.Take("format=bare"),
                RefusesUnknown = scanner.Take("unknown=refuse"),
            }
            : null;

    private static MemberForm? Member(WireType type, LineScanner scanner)
    {
        var isRequired = scanner.Take("required");
        var defaultValue = scanner.Take("=") ? scanner.Next() : null;
        if (defaultValue == CodeDefault.Mark)
        {
            defaultValue += " " + scanner.Next();
        }

        if (defaultValue?.Length == 0)
        {
            return null;
        }

        var isOptional = scanner.Take("optional");
        var isUnchecked = scanner.Take("unchecked");
        var ignore = scanner.Take("write=notnull") ? JsonIgnore.WhenWritingNull
            : scanner.Take("write=notdefault") ? JsonIgnore.WhenWritingDefault
            : JsonIgnore.Never;
        var numbers = scanner.TakeAfter("numbers=") is { } words ? NumberWords.Parse(words) : 0;
        var form = new MemberForm(type)
        {
            IsRequired = isRequired,
            Default = defaultValue,
            IsUnchecked = isUnchecked,
            Ignore = ignore,
            Numbers = numbers ?? 0,
            IsExtension = scanner.Take("extension"),
            IsFilled = scanner.Take("filled"),
            CSharpName = scanner.Take("as") ? scanner.Next() : null,
        };
        return numbers is null || form.CSharpName?.Length == 0 || form.HasUnknownDefault != isOptional ? null : form;
    }

    private static bool IsNumber(string token)
        => long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) || ulong.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
