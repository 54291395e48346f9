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
    /// <param name="name">The name's expression.</param>
    /// <param name="type">The value's type.</param>
    /// <param name="value">The value's expression.</param>
    public static string Member(string name, PayloadReference type, string value)
        => type.Scalar is { WriteMethod: { } method }
            ? $"writer.Write{method}({name}, {value});"
            : $"writer.WritePropertyName({name});\n{Element(type, value)}";

    /// <summary>
    /// Whether every encoder leaves a text as it is. Then it is encoded once, and written without another look at it;
    /// else the writer, whose encoder it is, must do that.
    /// </summary>
    public static bool IsPlain(string text) => text.All(static c => c is '_' or '-' or '.' or ' ' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

    public static string Utf8(string text) => SymbolDisplay.FormatLiteral(text, quote: true) + "u8";
}
