using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Manifests;

/// <summary>Writes an assembly's manifest: one attribute a job, one an earlier version and one a handler.</summary>
internal static class ManifestEmitter
{
    public const string HintName = "JobManifest.g.cs";

    private const string Services = "global::TypedJobs.CompilerServices.";

    public static SourceText Emit(Manifest manifest)
    {
        var writer = SourceWriter.ForGeneratedFile();
        writer.Line(SourceWriter.AllowAll);
        writer.Line();
        writer.Line($"[assembly: {Services}JobManifest({Manifest.SupportedVersion})]");
        foreach (var job in manifest.Jobs)
        {
            writer.Line($"[assembly: {Services}DeclaredJob(typeof({job.Type}), {Literal(job.Name)}, {job.Version}, {Literal(job.Tube)}{(job.NeedsOwnTube ? ", NeedsOwnTube = true" : "")})]");
        }

        foreach (var version in manifest.Versions)
        {
            var tube = version.Tube is null ? "" : $", Tube = {Literal(version.Tube)}";
            writer.Line($"[assembly: {Services}DeclaredJobVersion(typeof({version.Type}), {Literal(version.Name)}, {version.Version}{tube}{(version.IsBare ? ", IsBare = true" : "")})]");
        }

        foreach (var handler in manifest.Handlers)
        {
            writer.Line($"[assembly: {Services}DeclaredHandler(typeof({handler.JobType}), typeof({handler.Type}))]");
        }

        return writer.ToSourceText();
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
