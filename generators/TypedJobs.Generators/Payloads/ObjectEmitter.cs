using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Writes the file of a record, class or struct.</summary>
internal static class ObjectEmitter
{
    public static SourceText Emit(ObjectPayload payload)
    {
        var alias = PayloadFile.Alias(payload.SimpleName);
        var writer = PayloadFile.Begin(
            payload,
            "global::System.Runtime.CompilerServices",
            "global::System.Text.Json",
            "global::System.Text.Json.Serialization.Metadata",
            "global::TypedJobs.CompilerServices",
            $"{alias} = {payload.Reference.Name}");
        using (writer.OpenBlock($"internal static class {payload.Reference.JsonClass}"))
        {
            EmitCreate(writer, payload, alias);
            EmitWrite(writer, payload, alias);
            EmitConstruct(writer, payload, alias);
            EmitProperties(writer, payload, alias);
            EmitAccessors(writer, payload, alias);
        }

        return writer.ToSourceText();
    }

    private static void EmitCreate(SourceWriter writer, ObjectPayload payload, string alias)
    {
        var parts = payload.Construction.AfterReading ? "Construct, Parameters, Properties, Write" : "Construct, Properties, Write";
        writer.Line($"public static JsonTypeInfo<{alias}> Create(JsonSerializerOptions options)");
        writer.Line($"    => JobJsonMetadata.CreateObject<{alias}>(options, {parts});");
        writer.Line();
    }

    private static void EmitWrite(SourceWriter writer, ObjectPayload payload, string alias)
    {
        using (writer.OpenBlock($"public static void Write(Utf8JsonWriter writer, {alias} value)"))
        {
            if (payload.Reference.IsReferenceType)
            {
                using (writer.OpenBlock("if (value is null)"))
                {
                    writer.Line("writer.WriteNullValue();");
                    writer.Line("return;");
                }

                writer.Line();
            }

            writer.Line("writer.WriteStartObject();");
            foreach (var member in payload.Members)
            {
                var value = $"value.{TypeName.Escape(member.Name)}";
                writer.Line(WriteStatements.Member(
                    member.JsonName,
                    member.Type,
                    member.IsNotNull ? $"JobJsonMetadata.NotNull({value}, \"{payload.SimpleName}.{member.Name}\")" : value));
            }

            writer.Line("writer.WriteEndObject();");
        }

        writer.Line();
    }

    private static void EmitConstruct(SourceWriter writer, ObjectPayload payload, string alias)
    {
        var afterReading = payload.Construction.AfterReading;
        var arguments = string.Join(", ", payload.Construction.Parameters.Select((parameter, position)
            => afterReading ? $"({parameter.TypeName})arguments[{position}]" : parameter.Default ?? "default"));
        var required = payload.Members.Where(static member => member.MustBeInitialized).Select(static member => $"{TypeName.Escape(member.Name)} = default").ToList();
        var initializer = required.Count > 0 ? $" {{ {string.Join(", ", required)} }}" : string.Empty;

        writer.Line(afterReading
            ? $"private static {alias} Construct(object[] arguments) => new {alias}({arguments}){initializer};"
            : $"private static {alias} Construct() => new {alias}({arguments}){initializer};");
        writer.Line();

        if (afterReading)
        {
            using (writer.OpenBlock("private static JsonParameterInfoValues[] Parameters() => new JsonParameterInfoValues[]", "};"))
            {
                for (var position = 0; position < payload.Construction.Parameters.Count; position++)
                {
                    writer.Line(Parameter(payload.Construction.Parameters[position], position));
                }
            }

            writer.Line();
        }
    }

    private static string Parameter(ConstructorParameter parameter, int position)
    {
        var name = SymbolDisplay.FormatLiteral(parameter.Name, quote: true);
        var notNull = parameter.IsNotNull ? ", notNull: true" : string.Empty;
        return parameter.IsOptional
            ? $"JobJsonMetadata.CreateOptionalParameter<{parameter.TypeName}>({position}, {name}, {parameter.Default ?? "default"}{notNull}),"
            : $"JobJsonMetadata.CreateParameter<{parameter.TypeName}>({position}, {name}{notNull}),";
    }

    private static void EmitProperties(SourceWriter writer, ObjectPayload payload, string alias)
    {
        using (writer.OpenBlock("private static JsonPropertyInfo[] Properties(JsonSerializerOptions options) => new JsonPropertyInfo[]", "};"))
        {
            foreach (var member in payload.Members)
            {
                var name = TypeName.Escape(member.Name);
                var rules = (member.IsRequired ? ", required: true" : string.Empty) + (member.IsNotNull ? ", notNull: true" : string.Empty);
                var target = payload.Reference.IsReferenceType ? $"(({alias})target)" : $"Unsafe.Unbox<{alias}>(target)";
                writer.Line($"JobJsonMetadata.CreateProperty<{Declaring(member, payload, alias)}, {member.Type.Name}>(");
                using (writer.Indent())
                {
                    writer.Line($"options, \"{member.Name}\", {SymbolDisplay.FormatLiteral(member.JsonName, quote: true)}{rules},");
                    writer.Line($"get: static target => {target}.{name},");
                    writer.Line(member.Setter switch
                    {
                        MemberSetter.Set => $"set: static (target, value) => {target}.{name} = value),",
                        MemberSetter.Init when payload.Reference.IsReferenceType => $"set: static (target, value) => Set{member.Name}(({alias})target, value)),",
                        MemberSetter.Init => $"set: static (target, value) => Set{member.Name}(ref {target}, value)),",
                        _ => "set: null),",
                    });
                }
            }
        }
    }

    private static void EmitAccessors(SourceWriter writer, ObjectPayload payload, string alias)
    {
        foreach (var member in payload.Members.Where(static member => member.Setter == MemberSetter.Init))
        {
            var by = payload.Reference.IsReferenceType ? string.Empty : "ref ";
            writer.Line();
            writer.Line($"[UnsafeAccessor(UnsafeAccessorKind.Method, Name = \"set_{member.Name}\")]");
            writer.Line($"private static extern void Set{member.Name}({by}{Declaring(member, payload, alias)} target, {member.Type.Name} value);");
        }
    }

    private static string Declaring(PayloadMember member, ObjectPayload payload, string alias)
        => member.DeclaringType == payload.Reference.Name ? alias : member.DeclaringType;
}
