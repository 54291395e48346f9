using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Generators.Payloads;

/// <summary>The statements that write a value: scalars in place, all else through the class of its type.</summary>
internal static class WriteStatements
{
    /// <summary>The write method of a type that System.Text.Json writes by its metadata.</summary>
    public static string MethodByMetadata(string type)
        => $"public static void Write(Utf8JsonWriter writer, {type} value)\n    => JsonSerializer.Serialize(writer, value, JobJson.Default.For<{type}>());";

    /// <summary>Writes a value alone.</summary>
    public static string Element(PayloadReference type, string value)
        => type.Scalar switch
        {
            null => $"{type.JsonClass}.Write(writer, {value});",
            { WriteMethod: { } method } => $"writer.Write{method}Value({value});",
            var scalar => $"JsonMetadataServices.{scalar.Converter}.Write(writer, {value}, JobJson.Default.Options);",
        };

    /// <summary>Writes a value with its name; one or two lines.</summary>
    public static string Member(string jsonName, PayloadReference type, string value)
    {
        var name = SymbolDisplay.FormatLiteral(jsonName, quote: true);
        return type.Scalar is { WriteMethod: { } method }
            ? $"writer.Write{method}({name}u8, {value});"
            : $"writer.WritePropertyName({name}u8);\n{Element(type, value)}";
    }
}
