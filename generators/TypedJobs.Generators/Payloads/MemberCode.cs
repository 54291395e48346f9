using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Writes what the file of an object says of each member.</summary>
/// <param name="payload">The object.</param>
/// <param name="alias">How the file calls its type.</param>
internal sealed class MemberCode(ObjectPayload payload, string alias)
{
    private const string Accessors = "Accessors";

    private readonly bool _isReference = payload.Reference.IsReferenceType;

    public static string? Numbers(int? handling)
    {
        string[] names = ["AllowReadingFromString", "WriteAsString", "AllowNamedFloatingPointLiterals"];
        return handling switch
        {
            null => null,
            0 => "JsonNumberHandling.Strict",
            { } flags => string.Join(" | ", names.Where((_, bit) => (flags & (1 << bit)) != 0).Select(static name => $"JsonNumberHandling.{name}")),
        };
    }

    /// <summary>Whether the member's name is encoded once, for the method that writes it.</summary>
    public bool HasName(PayloadMember member) => payload.IsWrittenByMethod && WriteStatements.IsPlain(member.JsonName);

    /// <summary>The statements that write the member.</summary>
    public void EmitWrite(SourceWriter writer, PayloadMember member)
    {
        var value = Get(member, "value", _isReference ? "value" : "ref value");
        var statement = WriteStatements.Member(
            HasName(member) ? member.Name + "Name" : WriteStatements.Utf8(member.JsonName),
            member.Type,
            member.Rules.IsNotNull ? $"JobJsonMetadata.NotNull({value}, \"{payload.SimpleName}\", \"{member.Name}\")" : value);
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
        var target = _isReference ? $"(({alias})it)" : $"Unsafe.Unbox<{alias}>(it)";
        var reference = _isReference ? $"({alias})it" : $"ref {target}";
        var name = HasName(member) ? $" out {member.Name}Name," : string.Empty;
        writer.Line($"Members.Add<{member.Type.Name}>(\"{member.Name}\", {SymbolDisplay.FormatLiteral(member.JsonName, quote: true)},{name}");
        using (writer.Indent())
        {
            writer.Line($"it => {Get(member, target, reference)},");
            writer.Line(member.Access switch
            {
                { Setter: MemberSetter.None } => "null",
                { Setter: MemberSetter.Set } => $"(it, value) => {target}.{TypeName.Escape(member.Name)} = value",
                { IsField: true } => $"(it, value) => {Call(member, "field", reference)} = value",
                _ => $"(it, value) => {Call(member, "set", reference + ", value")}",
            }
            + Rules(member) + ");");
        }
    }

    /// <summary>The unsafe accessors of the members that need them.</summary>
    public void EmitAccessors(SourceWriter writer)
    {
        var accessed = payload.Members.Where(static member => member.Access.NeedsAccessor).ToList();
        if (accessed.Count == 0)
        {
            return;
        }

        // In a class of their own, before whose use no static constructor must have run.
        writer.Line();
        using (writer.OpenBlock($"private static class {Accessors}"))
        {
            foreach (var member in accessed)
            {
                if (member.Access.Generic is not { } generic)
                {
                    EmitAccessors(writer, member, member.Access.DeclaringType == payload.Reference.Name ? alias : member.Access.DeclaringType, member.Type.Name);
                    continue;
                }

                // An accessor of a generic type's member must stand in a type that is generic in the same way.
                using (writer.OpenBlock($"public static class {member.Name}Of{generic.Parameters}{generic.Constraints}"))
                {
                    EmitAccessors(writer, member, generic.Name, generic.ValueType);
                }
            }
        }
    }

    /// <summary>The accessors of a member: of a property they are called as the methods are that they stand for.</summary>
    private void EmitAccessors(SourceWriter writer, PayloadMember member, string owner, string type)
    {
        var target = (_isReference ? string.Empty : "ref ") + owner;
        if (member.Access.IsField)
        {
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Field, Name = \"{member.Name}\")] public static extern ref {type} field_{member.Name}({target} it);");
            return;
        }

        if (member.Access.IsHidden)
        {
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Method)] public static extern {type} get_{member.Name}({target} it);");
        }

        if (member.Access.Setter == MemberSetter.Accessor)
        {
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Method)] public static extern void set_{member.Name}({target} it, {type} value);");
        }
    }

    private static string Get(PayloadMember member, string target, string reference)
        => !member.Access.IsHidden ? $"{target}.{TypeName.Escape(member.Name)}" : Call(member, member.Access.IsField ? "field" : "get", reference);

    private static string Call(PayloadMember member, string accessor, string arguments)
        => $"{Accessors}." + (member.Access.Generic is { } generic ? $"{member.Name}Of{generic.Arguments}." : string.Empty) + $"{accessor}_{member.Name}({arguments})";

    private static string Rules(PayloadMember member)
    {
        string?[] rules =
        [
            member.Rules.Ignore == JsonIgnore.Never ? null : $"Ignore = JsonIgnoreCondition.{member.Rules.Ignore}",
            Numbers(member.Rules.NumberHandling) is { } numbers ? $"Numbers = {numbers}" : null,
            Converter(member),
            member.Rules.IsExtensionData ? "IsExtensionData = true" : null,
            member.Rules.Populates is { } fill ? $"Creation = JsonObjectCreationHandling.{(fill ? "Populate" : "Replace")}" : null,
            member.Access.IsField ? "IsField = true" : null,
        ];
        var said = string.Join(", ", rules.Where(static rule => rule is not null));
        return (member.Rules.IsRequired ? ", required: true" : string.Empty)
            + (member.Rules.IsNotNull ? ", notNull: true" : string.Empty)
            + (said.Length == 0 ? string.Empty : $", rules: new JobJsonMemberRules {{ {said} }}");
    }

    private static string? Converter(PayloadMember member)
        => member.Rules.Converter is not { } converter ? null
            : member.Type is { IsReferenceType: false } && member.Type.Name.EndsWith("?", StringComparison.Ordinal)
                ? $"Type = static options => JobJsonMetadata.CreateConvertedNullable<{member.Type.Name.TrimEnd('?')}>(options, new {converter}())"
                : $"Type = static options => JobJsonMetadata.CreateConverted<{member.Type.Name}>(options, new {converter}())";
}
