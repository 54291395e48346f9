using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Writes the assembly's context: it knows the types by name, and what makes the metadata of each.</summary>
internal static class ContextEmitter
{
    public const string HintName = "JobJson.g.cs";

    public static SourceText Emit(EquatableArray<PayloadReference> references)
    {
        var writer = SourceWriter.ForGeneratedFile();
        writer.Line(SourceWriter.AllowAll);
        writer.Line();
        writer.Line($"namespace {PayloadFile.Namespace};");
        writer.Line();
        writer.Line("using global::System.Collections.Generic;");
        writer.Line("using global::System.Text.Json;");
        writer.Line("using global::System.Text.Json.Serialization.Metadata;");
        writer.Line("using global::TypedJobs.CompilerServices;");
        writer.Line();
        writer.Line("/// <summary>The JSON of this assembly's jobs and of all types that they contain.</summary>");
        using (writer.OpenBlock("internal sealed class JobJson : JobJsonContext"))
        {
            writer.Line("internal static JobJson Default { get; } = new();");
            writer.Line();
            using (writer.OpenBlock("protected override JsonTypeInfo? Create(global::System.Type type, JsonSerializerOptions options)"))
            {
                foreach (var reference in references)
                {
                    writer.Line($"if (type == typeof({reference.Name})) return {Metadata(reference)};");
                }

                // What a context's listed types are made of, the context knows too.
                var contexts = references.Select(static reference => reference.Context).Where(static context => context is not null).Distinct().ToList();
                writer.Line(contexts.Count == 0
                    ? "return null;"
                    : $"return {string.Join(" ?? ", contexts.Select(static context => $"JobJsonMetadata.Find({context}.Default, type, options)"))};");
            }
        }

        return writer.ToSourceText();
    }

    private static string Metadata(PayloadReference reference)
        => reference.Scalar is { } scalar
            ? $"JsonMetadataServices.CreateValueInfo<{reference.Name}>(options, JsonMetadataServices.{scalar.Converter})"
            : $"{reference.JsonClass}.Create(options)";
}
