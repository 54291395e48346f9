using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Writes what the file of an object says of each member.</summary>
/// <param name="payload">The object.</param>
/// <param name="alias">How the file calls its type.</param>
internal sealed class MemberCode(ObjectPayload payload, string alias)
{
    private readonly bool _isReference = payload.Reference.IsReferenceType;

    public static string Numbers(int? handling)
    {
        string[] names = ["AllowReadingFromString", "WriteAsString", "AllowNamedFloatingPointLiterals"];
        return handling switch
        {
            null => string.Empty,
            0 => ", numbers: JsonNumberHandling.Strict",
            { } flags => ", numbers: " + string.Join(" | ", names.Where((_, bit) => (flags & (1 << bit)) != 0).Select(static name => $"JsonNumberHandling.{name}")),
        };
    }

    /// <summary>The member's name, encoded.</summary>
    public static void EmitName(SourceWriter writer, PayloadMember member)
    {
        if (WriteStatements.IsPlain(member.JsonName))
        {
            writer.Line($"private static readonly JsonEncodedText {member.Name}Name = JsonEncodedText.Encode(\"{member.JsonName}\");");
        }
    }

    /// <summary>The statements that write the member.</summary>
    public void EmitWrite(SourceWriter writer, PayloadMember member)
    {
        var value = Get(member, "value", _isReference ? "value" : "ref value");
        var statement = WriteStatements.Member(
            WriteStatements.IsPlain(member.JsonName) ? member.Name + "Name" : WriteStatements.Utf8(member.JsonName),
            member.Type,
            member.Rules.IsNotNull ? $"JobJsonMetadata.NotNull({value}, \"{payload.SimpleName}.{member.Name}\")" : value);
        if (member.Rules.Ignore == JsonIgnore.Never)
        {
            writer.Line(statement);
            return;
        }

        var isPresent = member.Type.IsReferenceType || member.Rules.Ignore == JsonIgnore.WhenWritingNull
            ? $"{value} is not null"
            : $"!EqualityComparer<{member.Type.Name}>.Default.Equals({value}, default)";
        using (writer.OpenBlock($"if ({isPresent})"))
        {
            writer.Line(statement);
        }
    }

    /// <summary>The metadata of the member.</summary>
    public void EmitProperty(SourceWriter writer, PayloadMember member)
    {
        var target = _isReference ? $"(({alias})target)" : $"Unsafe.Unbox<{alias}>(target)";
        var reference = _isReference ? $"({alias})target" : $"ref {target}";
        var declaring = member.Access.DeclaringType == payload.Reference.Name ? alias : member.Access.DeclaringType;
        writer.Line($"JobJsonMetadata.CreateProperty<{declaring}, {member.Type.Name}>(");
        using (writer.Indent())
        {
            writer.Line($"options, \"{member.Name}\", {SymbolDisplay.FormatLiteral(member.JsonName, quote: true)}{Rules(member)},");
            writer.Line($"get: static target => {Get(member, target, reference)},");
            writer.Line(member.Access switch
            {
                { Setter: MemberSetter.None } => "set: null),",
                { Setter: MemberSetter.Set } => $"set: static (target, value) => {target}.{TypeName.Escape(member.Name)} = value),",
                { IsField: true } => $"set: static (target, value) => {Call(member, "Field", reference)} = value),",
                _ => $"set: static (target, value) => {Call(member, "Set", reference + ", value")}),",
            });
        }
    }

    /// <summary>The unsafe accessors of the member.</summary>
    public void EmitAccessors(SourceWriter writer, PayloadMember member)
    {
        if (!member.Access.NeedsAccessor)
        {
            return;
        }

        writer.Line();
        if (member.Access.Generic is not { } generic)
        {
            EmitAccessors(writer, member, member.Access.DeclaringType == payload.Reference.Name ? alias : member.Access.DeclaringType, member.Type.Name, "private", member.Name);
            return;
        }

        // An accessor of a generic type's member must stand in a type that is generic in the same way.
        using (writer.OpenBlock($"private static class {member.Name}Of{generic.Parameters}{generic.Constraints}"))
        {
            EmitAccessors(writer, member, generic.Name, generic.ValueType, "public", string.Empty);
        }
    }

    private void EmitAccessors(SourceWriter writer, PayloadMember member, string owner, string type, string accessibility, string name)
    {
        var target = (_isReference ? string.Empty : "ref ") + owner;
        if (member.Access.IsField)
        {
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Field, Name = \"{member.Name}\")]");
            writer.Line($"{accessibility} static extern ref {type} Field{name}({target} target);");
            return;
        }

        if (member.Access.IsHidden)
        {
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Method, Name = \"get_{member.Name}\")]");
            writer.Line($"{accessibility} static extern {type} Get{name}({target} target);");
        }

        if (member.Access is { IsHidden: true, Setter: MemberSetter.Accessor })
        {
            writer.Line();
        }

        if (member.Access.Setter == MemberSetter.Accessor)
        {
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Method, Name = \"set_{member.Name}\")]");
            writer.Line($"{accessibility} static extern void Set{name}({target} target, {type} value);");
        }
    }

    private static string Get(PayloadMember member, string target, string reference)
        => !member.Access.IsHidden ? $"{target}.{TypeName.Escape(member.Name)}" : Call(member, member.Access.IsField ? "Field" : "Get", reference);

    private static string Call(PayloadMember member, string accessor, string arguments)
        => member.Access.Generic is { } generic ? $"{member.Name}Of{generic.Arguments}.{accessor}({arguments})" : $"{accessor}{member.Name}({arguments})";

    private static string Rules(PayloadMember member)
        => (member.Rules.IsRequired ? ", required: true" : string.Empty)
            + (member.Rules.IsNotNull ? ", notNull: true" : string.Empty)
            + (member.Rules.Ignore == JsonIgnore.Never ? string.Empty : $", ignore: JsonIgnoreCondition.{member.Rules.Ignore}")
            + Numbers(member.Rules.NumberHandling)
            + Converter(member)
            + (member.Rules.IsExtensionData ? ", extensionData: true" : string.Empty)
            + (member.Rules.Populates is { } fill ? $", creation: JsonObjectCreationHandling.{(fill ? "Populate" : "Replace")}" : string.Empty)
            + (member.Access.IsField ? ", field: true" : string.Empty);

    private static string Converter(PayloadMember member)
        => member.Rules.Converter is not { } converter ? string.Empty
            : member.Type is { IsReferenceType: false } && member.Type.Name.EndsWith("?", StringComparison.Ordinal)
                ? $", type: JobJsonMetadata.CreateConvertedNullable<{member.Type.Name.TrimEnd('?')}>(options, new {converter}())"
                : $", type: JobJsonMetadata.CreateConverted<{member.Type.Name}>(options, new {converter}())";
}
