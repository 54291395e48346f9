using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Writes the file of an array, a list, a set or a dictionary.</summary>
internal static class CollectionEmitter
{
    public static SourceText Emit(CollectionPayload payload)
    {
        var writer = PayloadFile.Begin(payload, "global::System.Text.Json", "global::System.Text.Json.Serialization.Metadata");
        using (writer.OpenBlock($"internal static class {payload.Reference.JsonClass}"))
        {
            EmitCreate(writer, payload);
            writer.Line();
            EmitWrite(writer, payload);
        }

        return writer.ToSourceText();
    }

    private static void EmitCreate(SourceWriter writer, CollectionPayload payload)
    {
        var name = payload.Reference.Name;
        writer.Line($"public static JsonTypeInfo<{name}> Create(JsonSerializerOptions options)");
        using (writer.Indent())
        {
            var range = payload.Kind.Range is { } method ? $", static elements => {method}(elements)" : string.Empty;
            using (writer.OpenBlock($"=> JsonMetadataServices.{payload.Kind.Factory}<{TypeArguments(payload)}>(options, new JsonCollectionInfoValues<{name}>", $"}}{range});"))
            {
                if (payload.Kind.IsConcrete)
                {
                    writer.Line($"ObjectCreator = static () => new {name}(),");
                }

                if (payload.IsWrittenByMethod)
                {
                    writer.Line("SerializeHandler = Write,");
                }
            }
        }
    }

    private static void EmitWrite(SourceWriter writer, CollectionPayload payload)
    {
        if (!payload.IsWrittenByMethod)
        {
            writer.Line(WriteStatements.MethodByMetadata(payload.Reference.Name));
            return;
        }

        using (writer.OpenBlock($"public static void Write(Utf8JsonWriter writer, {payload.Reference.Name} value)"))
        {
            using (writer.OpenBlock("if (value is null)"))
            {
                writer.Line("writer.WriteNullValue();");
                writer.Line("return;");
            }

            writer.Line();
            var form = payload.Kind.IsDictionary ? "Object" : "Array";
            writer.Line($"writer.WriteStart{form}();");
            EmitElements(writer, payload);
            writer.Line();
            writer.Line($"writer.WriteEnd{form}();");
        }
    }

    private static void EmitElements(SourceWriter writer, CollectionPayload payload)
    {
        if (payload.Kind.IsDictionary)
        {
            using (writer.OpenBlock("foreach (var pair in value)"))
            {
                writer.Line("writer.WritePropertyName(pair.Key);");
                writer.Line(WriteStatements.Element(payload.Element, "pair.Value"));
            }
        }
        else if (payload.Kind.Length is { } length)
        {
            using (writer.OpenBlock($"for (var i = 0; i < value.{length}; i++)"))
            {
                writer.Line(WriteStatements.Element(payload.Element, "value[i]"));
            }
        }
        else
        {
            using (writer.OpenBlock("foreach (var element in value)"))
            {
                writer.Line(WriteStatements.Element(payload.Element, "element"));
            }
        }
    }

    private static string TypeArguments(CollectionPayload payload)
        => payload.Kind switch
        {
            { IsDictionary: true } => $"{payload.Reference.Name}, {payload.Key!.Name}, {payload.Element.Name}",
            var kind when kind == CollectionKind.Array => payload.Element.Name,
            _ => $"{payload.Reference.Name}, {payload.Element.Name}",
        };
}
