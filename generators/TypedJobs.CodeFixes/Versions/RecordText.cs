using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.CodeFixes.Versions;

/// <summary>A member of a record that is written from lines of a contract.</summary>
/// <param name="Name">Its name in code.</param>
/// <param name="WireName">Its name on the wire.</param>
/// <param name="Type">Its type in code.</param>
/// <param name="Form">What the contract says of it.</param>
internal sealed record WrittenMember(string Name, string WireName, string Type, MemberForm Form)
{
    private const string Json = "global::System.Text.Json.Serialization.";
    private const string Nothing = "0";

    /// <summary>Whether it can be a position: what has a default that is no constant is a property.</summary>
    public bool IsPosition
        => Form is { IsExtension: false, IsFilled: false, HasUnknownDefault: false } && !HasOddDefault && Form.Default is not "[]" && Form.Default?.StartsWith(CodeDefault.Mark, StringComparison.Ordinal) != true;

    /// <summary>Whether the positions after it must have a default, too.</summary>
    public bool HasDefault => Form.Default is not null;

    public string Position => $"{Attributes("property: ")}{Type} {TypeName.Escape(Name)}{(Form.Default is null ? string.Empty : $" = {Default}")}";

    public string Property
        => Form.IsExtension ? $"[{Json}JsonExtensionData]\npublic {Type} {TypeName.Escape(Name)} {{ get; set; }}"
            : Form.IsFilled ? $"[{Json}JsonObjectCreationHandling({Json}JsonObjectCreationHandling.Populate)]\npublic {Type} {TypeName.Escape(Name)} {{ get; }} = [];"
            : $"{Attributes(string.Empty)}public {Type} {TypeName.Escape(Name)} {{ get; init; }} = {Default};";

    /// <summary>The same as a property, in a type without positions.</summary>
    public string AsProperty
        => $"{Attributes(string.Empty)}public {(Form.IsRequired ? "required " : string.Empty)}{Type} {TypeName.Escape(Name)} {{ get; init; }}{(Form.Default is null ? string.Empty : $" = {Default};")}";

    /// <summary>Whether the default is a number of a type of which C# has no constants but what it is when nothing was set.</summary>
    private bool HasOddDefault => IsOddNumber && Form.Default is not (null or "null") && (Form.Default != Nothing || Form.Type.IsNullable);

    private bool IsOddNumber => Form.Type is ScalarType { Keyword: "int128" or "uint128" or "half" };

    private string Default
        => Form switch
        {
            { Default: Nothing, Type.IsNullable: false } when IsOddNumber => "default",
            { Default: null } => Form.Type is ScalarType scalar && Scalars.IsValueType(scalar.Keyword) ? "default" : "default!",
            { Default: { } text } when text.StartsWith(CodeDefault.Mark, StringComparison.Ordinal) => ContractKey.Unquote(text.Substring(CodeDefault.Mark.Length + 1)),
            { Type: NamedType, Default: { } name } when SyntaxFacts.IsValidIdentifier(name) && name is not ("default" or "null") => $"{Type.TrimEnd('?')}.{TypeName.Escape(name)}",
            { Type: NamedType, Default: { } number } when char.IsDigit(number[number.Length - 1]) => $"({Type.TrimEnd('?')})({number})",
            { Type: ScalarType { Keyword: "decimal" }, Default: { } number } when char.IsDigit(number[number.Length - 1]) => number + "m",
            { Type: ScalarType { Keyword: "float" }, Default: { } number } when char.IsDigit(number[number.Length - 1]) => number + "f",
            { Default: { } text } => text,
        };

    private string Attributes(string target)
    {
        var attributes = new List<string>();
        if (JsonNames.CamelCase(Name) != WireName)
        {
            attributes.Add($"JsonPropertyName({ContractKey.Literal(WireName)})");
        }

        if (Form.Ignore is JsonIgnore.WhenWritingDefault or JsonIgnore.WhenWritingNull)
        {
            attributes.Add($"JsonIgnore(Condition = {Json}JsonIgnoreCondition.{Form.Ignore})");
        }

        if (Form.Numbers != 0)
        {
            attributes.Add($"JsonNumberHandling(({Json}JsonNumberHandling){Form.Numbers})");
        }

        if (Form.Type is OpaqueType { Keyword: OpaqueType.Converter } converter)
        {
            attributes.Add($"JsonConverter(typeof(global::{converter.Code}))");
        }

        if (Form.Type is NamedType { Number: not null })
        {
            attributes.Add($"JsonConverter(typeof({Json}JsonNumberEnumConverter<{Type.TrimEnd('?')}>))");
        }

        return string.Concat(attributes.Select(attribute => $"[{target}{Json}{attribute}] "));
    }
}

/// <summary>Writes the declaration of a record from its members.</summary>
internal static class RecordText
{
    /// <summary>The declaration, its lines ending in <c>\n</c>, without a last one.</summary>
    public static string Of(string attributes, string head, IReadOnlyList<WrittenMember> members)
    {
        var positions = members.Where(static member => member.IsPosition).OrderBy(static member => member.HasDefault).ToList();
        var properties = members.Where(static member => !member.IsPosition).ToList();
        var text = $"{attributes}{head}({string.Join(", ", positions.Select(static member => member.Position))})";
        return properties.Count == 0
            ? text + ";"
            : text + "\n{\n" + string.Join("\n\n", properties.Select(static member => Indent(member.Property))) + "\n}";
    }

    /// <summary>The end of a declaration whose members are all properties: a semicolon, or the members in braces.</summary>
    public static string Body(IReadOnlyCollection<WrittenMember> members)
        => members.Count == 0 ? ";" : "\n{\n" + string.Join("\n\n", members.Select(static member => Indent(member.IsPosition ? member.AsProperty : member.Property))) + "\n}";

    public static string Indent(string text) => "    " + text.Replace("\n", "\n    ");
}
