using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Writes the file of a payload type: a static class that makes the type's metadata and writes its values.</summary>
internal static class PayloadEmitter
{
    public static SourceText Emit(PayloadType type)
        => type switch
        {
            ObjectPayload payload => ObjectEmitter.Emit(payload),
            EnumPayload payload => EmitEnum(payload),
            NullablePayload payload => EmitNullable(payload),
            ConvertedPayload payload => EmitByMetadata(
                payload, $"CreateConverted<{payload.Reference.Name}>(options, new {payload.Converter}())"),
            ListedPayload payload => EmitByMetadata(
                payload, $"CreateListed<{payload.Reference.Name}>(options, {payload.Reference.Context}.Default)"),
            CollectionPayload payload => CollectionEmitter.Emit(payload),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };

    private static SourceText EmitEnum(EnumPayload payload)
    {
        var name = payload.Reference.Name;
        var isEncoded = payload.IsPlain && payload.Names.All(WriteStatements.IsPlain);
        var writer = PayloadFile.Begin(payload, "global::System.Text.Json", "global::System.Text.Json.Serialization.Metadata", "global::TypedJobs.CompilerServices");
        using (writer.OpenBlock($"internal static class {payload.Reference.JsonClass}"))
        {
            if (isEncoded)
            {
                foreach (var member in payload.Names)
                {
                    writer.Line($"private static readonly JsonEncodedText {member}Name = JsonEncodedText.Encode(\"{member}\");");
                }

                writer.Line();
            }

            writer.Line($"public static JsonTypeInfo<{name}> Create(JsonSerializerOptions options)");
            writer.Line($"    => JobJsonMetadata.CreateEnum<{name}>(options);");
            writer.Line();
            if (!payload.IsPlain)
            {
                writer.Line(WriteStatements.MethodByMetadata(name));
            }
            else
            {
                writer.Line($"public static void Write(Utf8JsonWriter writer, {name} value)");
                using (writer.Indent())
                using (writer.OpenBlock("=> writer.WriteStringValue(value switch", "});"))
                {
                    foreach (var member in payload.Names)
                    {
                        writer.Line($"{name}.{TypeName.Escape(member)} => {(isEncoded ? member + "Name" : WriteStatements.Utf8(member))},");
                    }

                    writer.Line("_ => throw JobJsonMetadata.Undefined(value),");
                }
            }
        }

        return writer.ToSourceText();
    }

    private static SourceText EmitByMetadata(PayloadType payload, string create)
    {
        var name = payload.Reference.Name;
        var writer = PayloadFile.Begin(payload, "global::System.Text.Json", "global::System.Text.Json.Serialization.Metadata", "global::TypedJobs.CompilerServices");
        using (writer.OpenBlock($"internal static class {payload.Reference.JsonClass}"))
        {
            writer.Line($"public static JsonTypeInfo<{name}> Create(JsonSerializerOptions options)");
            writer.Line($"    => JobJsonMetadata.{create};");
            writer.Line();
            writer.Line(WriteStatements.MethodByMetadata(name));
        }

        return writer.ToSourceText();
    }

    private static SourceText EmitNullable(NullablePayload payload)
    {
        var writer = PayloadFile.Begin(payload, "global::System.Text.Json", "global::System.Text.Json.Serialization.Metadata", "global::TypedJobs.CompilerServices");
        using (writer.OpenBlock($"internal static class {payload.Reference.JsonClass}"))
        {
            writer.Line($"public static JsonTypeInfo<{payload.Reference.Name}> Create(JsonSerializerOptions options)");
            writer.Line($"    => JobJsonMetadata.CreateNullable<{payload.Underlying.Name}>(options);");
            writer.Line();
            using (writer.OpenBlock($"public static void Write(Utf8JsonWriter writer, {payload.Reference.Name} value)"))
            {
                using (writer.OpenBlock("if (value is { } present)"))
                {
                    writer.Line(WriteStatements.Element(payload.Underlying, "present"));
                }

                using (writer.OpenBlock("else"))
                {
                    writer.Line("writer.WriteNullValue();");
                }
            }
        }

        return writer.ToSourceText();
    }
}
