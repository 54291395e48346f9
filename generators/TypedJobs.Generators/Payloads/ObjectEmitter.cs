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
        var writer = PayloadFile.Begin(payload, Usings(payload, alias));
        var members = new MemberCode(payload, alias);
        using (writer.OpenBlock($"internal static class {payload.Reference.JsonClass}"))
        {
            EmitMembers(writer, payload, members);
            EmitCreate(writer, payload, alias);
            EmitWrite(writer, payload, alias, members);
            EmitConstruct(writer, payload, alias);
            members.EmitAccessors(writer);
        }

        return writer.ToSourceText();
    }

    private static string[] Usings(ObjectPayload payload, string alias)
    {
        var usings = new List<string> { "global::System.Runtime.CompilerServices", "global::System.Text.Json" };
        if (payload.Rules.NumberHandling is not null || payload.Rules.UnmappedMemberHandling is not null
            || payload.Members.Any(static member => member.Rules is not { Ignore: JsonIgnore.Never, NumberHandling: null, Populates: null }))
        {
            usings.Add("global::System.Text.Json.Serialization");
        }

        usings.Add("global::System.Text.Json.Serialization.Metadata");
        usings.Add("global::TypedJobs.CompilerServices");
        usings.Add($"{alias} = {payload.Reference.Name}");
        return [.. usings];
    }

    private static void EmitMembers(SourceWriter writer, ObjectPayload payload, MemberCode members)
    {
        writer.Line("private static readonly JobJsonMembers Members = new();");
        var names = payload.Members.Where(members.HasName).Select(static member => member.Name + "Name").ToList();
        if (names.Count > 0)
        {
            writer.Line($"private static readonly JsonEncodedText {string.Join(", ", names)};");
        }

        writer.Line();
        if (payload.Members.Count > 0)
        {
            using (writer.OpenBlock($"static {payload.Reference.JsonClass}()"))
            {
                foreach (var member in payload.Members)
                {
                    members.EmitProperty(writer, member);
                }
            }

            writer.Line();
        }
    }

    private static void EmitCreate(SourceWriter writer, ObjectPayload payload, string alias)
    {
        var parts = payload.Construction switch
        {
            null => "null, Members",
            { AfterReading: true } => "Construct, Parameters, Members",
            _ => "Construct, Members",
        };
        var write = payload.IsWrittenByMethod ? "Write" : "null";
        var rules = (MemberCode.Numbers(payload.Rules.NumberHandling) is { } numbers ? $", numbers: {numbers}" : string.Empty)
            + (payload.Rules.UnmappedMemberHandling is { } unmapped ? $", unmapped: JsonUnmappedMemberHandling.{(unmapped == 0 ? "Skip" : "Disallow")}" : string.Empty)
            + (payload.Rules.Populates ? ", fill: true" : string.Empty);
        writer.Line($"public static JsonTypeInfo<{alias}> Create(JsonSerializerOptions options)");
        writer.Line($"    => JobJsonMetadata.CreateObject<{alias}>(options, {parts}, {write}{rules});");
    }

    private static void EmitWrite(SourceWriter writer, ObjectPayload payload, string alias, MemberCode members)
    {
        writer.Line();
        if (!payload.IsWrittenByMethod)
        {
            writer.Line(WriteStatements.MethodByMetadata(alias));
            return;
        }

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
                members.EmitWrite(writer, member);
            }

            writer.Line("writer.WriteEndObject();");
        }
    }

    private static void EmitConstruct(SourceWriter writer, ObjectPayload payload, string alias)
    {
        if (payload.Construction is not { AfterReading: var afterReading } construction)
        {
            return;
        }

        var arguments = string.Join(", ", construction.Parameters.Select((parameter, position)
            => afterReading ? $"({parameter.TypeName})arguments[{position}]" : Default(parameter, construction.IsOverloaded)));
        var required = payload.Members.Where(static member => member.Rules.MustBeInitialized).Select(static member => $"{TypeName.Escape(member.Name)} = default").ToList();
        var initializer = required.Count > 0 ? $" {{ {string.Join(", ", required)} }}" : string.Empty;

        writer.Line();
        writer.Line(afterReading
            ? $"private static {alias} Construct(object[] arguments) => new {alias}({arguments}){initializer};"
            : $"private static {alias} Construct() => new {alias}({arguments}){initializer};");
        if (afterReading)
        {
            writer.Line();
            using (writer.OpenBlock("private static JsonParameterInfoValues[] Parameters() => new JsonParameterInfoValues[]", "};"))
            {
                for (var position = 0; position < construction.Parameters.Count; position++)
                {
                    writer.Line(Parameter(construction.Parameters[position], position));
                }
            }
        }
    }

    private static string Default(ConstructorParameter parameter, bool saysType)
        => saysType ? parameter.Default is { } value ? $"({parameter.TypeName})({value})" : $"default({parameter.TypeName})"
            : parameter.Default ?? "default";

    private static string Parameter(ConstructorParameter parameter, int position)
    {
        var name = SymbolDisplay.FormatLiteral(parameter.Name, quote: true);
        var notNull = parameter.IsNotNull ? ", notNull: true" : string.Empty;
        return parameter.IsOptional
            ? $"JobJsonMetadata.CreateOptionalParameter<{parameter.TypeName}>({position}, {name}, {parameter.Default ?? "default"}{notNull}),"
            : $"JobJsonMetadata.CreateParameter<{parameter.TypeName}>({position}, {name}{notNull}),";
    }
}
