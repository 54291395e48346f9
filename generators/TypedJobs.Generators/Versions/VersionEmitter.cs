using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Versions;

/// <summary>Writes the rest of an earlier version's record: what it takes to read it, and nothing by which it could be enqueued.</summary>
internal static class VersionEmitter
{
    public static SourceText Emit(VersionDeclaration version, bool hasPayload)
    {
        var record = version.Type.Simple;
        var writer = SourceWriter.ForGeneratedFile();
        RecordPart.Write(writer, version.Type, version.Heads, $"global::TypedJobs.IJobVersion<{record}>", () =>
        {
            var property = $"static global::TypedJobs.JobVersionContract<{record}> global::TypedJobs.IJobVersion<{record}>.Contract";
            if (!hasPayload)
            {
                RecordPart.WriteFault(writer, property, RecordPart.NotCarried($"Version {version.Version} of the job '{version.Name}'"));
                return;
            }

            using (writer.OpenBlock($"{property} {{ get; }} = new()", "};"))
            {
                writer.Line($"Name = {Literal(version.Name)},");
                writer.Line($"Version = {version.Version.ToString(CultureInfo.InvariantCulture)},");
                if (version.Tube is not null)
                {
                    writer.Line($"Tube = {Literal(version.Tube)},");
                }

                if (version.IsBare is { } isBare)
                {
                    writer.Line($"Format = global::TypedJobs.JobFormat.{(isBare ? "Bare" : "Envelope")},");
                }

                writer.Line($"JsonTypeInfo = global::{PayloadFile.Namespace}.JobJson.Default.For<{record}>(),");
            }
        });
        return writer.ToSourceText();
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
