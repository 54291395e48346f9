using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>Attributes of a member that contradict its type, its object or each other; System.Text.Json would say so only when the program runs.</summary>
internal static class MemberFaults
{
    /// <summary>What is wrong with numbers that are written as text and read as numbers alone.</summary>
    public const string LostNumber = "[JsonNumberHandling] writes numbers as text that would not be read back; add AllowReadingFromString to WriteAsString";

    /// <summary>What is wrong, as the end of a sentence; null if nothing is.</summary>
    public static string? Of(MemberCandidate candidate, MemberAccess access, MemberRules rules, bool populates, bool afterReading, bool isArgument, Compilation compilation)
    {
        if (candidate.Attributes.Converter is { } converter && rules.Converter is not null
            && Converters.Violation(converter, candidate.Type, compilation) is { } violation)
        {
            return violation;
        }

        if (rules is { IsRequired: true, Ignore: JsonIgnore.WhenWritingDefault or JsonIgnore.WhenWritingNull })
        {
            return "it must be in the JSON and is left out of it at times; remove 'required' or the condition of [JsonIgnore]";
        }

        if (rules.Ignore == JsonIgnore.WhenWritingNull && candidate.Type.IsValueType && !IsNullable(candidate.Type))
        {
            return "it is left out of the JSON when it is null, which it never is; use WhenWritingDefault";
        }

        if (rules.NumberHandling is not null && (rules.Converter is not null || !IsNumber(candidate.Type)))
        {
            return "[JsonNumberHandling] is for numbers and collections of numbers; remove it";
        }

        if (IsLostNumber(rules.NumberHandling))
        {
            return LostNumber;
        }

        if (rules.IsExtensionData && !IsExtensionData(candidate.Type))
        {
            return "[JsonExtensionData] is for a Dictionary<string, JsonElement> or a Dictionary<string, object>; make it one of them";
        }

        if (afterReading && (rules.Populates == true || (populates && IsFilled(candidate, access, rules))))
        {
            return "what it holds cannot be filled while a constructor waits for what is read; give the type a constructor without parameters, or remove [JsonObjectCreationHandling]";
        }

        if (rules.Populates == true && !CanBeFilled(candidate.Type))
        {
            return "what it holds cannot be filled; use a list, a set or a dictionary that can be, or remove [JsonObjectCreationHandling]";
        }

        if (populates && !isArgument && access.Setter == MemberSetter.None && !CanBeFilled(candidate.Type))
        {
            return "it would be written, but never read back; give it a public 'init' or 'set' accessor, or mark it [JsonIgnore]";
        }

        return rules.MustBeInitialized && MemberReader.IsBarred(candidate.Symbol)
            ? "it is 'required', and setting it is an error; remove one of the two"
            : null;
    }

    /// <summary>Whether a value of <c>[JsonNumberHandling]</c> writes what it does not read.</summary>
    public static bool IsLostNumber(int? handling)
    {
        const int AllowReadingFromString = 1;
        const int WriteAsString = 2;
        return (handling & (AllowReadingFromString | WriteAsString)) == WriteAsString;
    }

    private static bool IsNumber(ITypeSymbol type)
    {
        var element = CollectionKind.Of(type) is var (_, _, held) ? held : type;
        var number = IsNullable(element) ? ((INamedTypeSymbol)element).TypeArguments[0] : element;
        return number.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double
            || Scalar.Of(number)?.Converter is "HalfConverter" or "Int128Converter" or "UInt128Converter";
    }

    /// <summary>Not a JsonObject, which System.Text.Json allows here: it is written with its braces, and so nothing could read the JSON.</summary>
    private static bool IsExtensionData(ITypeSymbol type)
        => CollectionKind.Of(type) is ({ Name: "Dictionary" or "IDictionary" }, { SpecialType: SpecialType.System_String }, var value)
            && (value.SpecialType == SpecialType.System_Object || Scalar.Of(value)?.Converter == "JsonElementConverter");

    /// <summary>Whether System.Text.Json can fill what a member of a type holds.</summary>
    public static bool CanBeFilled(ITypeSymbol type)
        => CollectionKind.Of(type) is var (kind, _, _) ? kind.CanBeFilled : Scalar.Of(type) is null && type.TypeKind is TypeKind.Class or TypeKind.Struct && !IsNullable(type);

    /// <summary>Whether System.Text.Json fills a member because its type has the attribute: a converter makes what it reads anew, and a struct is filled only to be set.</summary>
    private static bool IsFilled(MemberCandidate candidate, MemberAccess access, MemberRules rules)
        => CanBeFilled(candidate.Type) && rules.Converter is null && JsonAttributes.Of(candidate.Type).Converter is null
            && (candidate.Type.IsReferenceType || access.Setter != MemberSetter.None);

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
}
