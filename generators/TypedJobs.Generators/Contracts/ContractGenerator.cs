using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Hands the contract to the build, when it is asked to write the file: neither a generator nor an analyzer may write one, so the text goes into a
/// source file that is nothing but comments, from which a target of the package takes it.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>Stands before each line; the target of the package takes it off.</summary>
    private const string Mark = "//|";

    /// <summary>Takes the place of what an earlier build may have handed over.</summary>
    private const string Nothing = "// There is no contract to be written.\n";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var settings = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => ContractSettings.Of(options.GlobalOptions));
        var files = context.AdditionalTextsProvider
            .Where(static file => ContractSettings.IsFile(file.Path, ContractSettings.FileName) || ContractSettings.IsFile(file.Path, ContractSettings.BaselineFileName) || PackagedContracts.IsFile(file.Path))
            .Collect();
        var text = context.CompilationProvider.Combine(settings).Combine(files)
            .Select(static (source, cancellationToken) => source.Left.Right.IsUpdating ? Text(source.Left.Left, source.Left.Right, source.Right, cancellationToken) ?? Nothing : null)
            .WithTrackingName(TrackingNames.Contract);
        context.RegisterSourceOutput(text, static (output, lines) =>
        {
            if (lines is not null)
            {
                output.AddSource("JobContract.g.cs", SourceText.From(lines, Encoding.UTF8));
            }
        });
    }

    /// <summary>The new text; null if there is nothing to write, or a file that cannot be read, or is gone, and so must not be replaced.</summary>
    private static string? Text(Compilation compilation, ContractSettings settings, ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
    {
        var file = Find(files, ContractSettings.FileName, cancellationToken) is { } text ? ContractParser.Parse(text) : null;
        var baseline = Find(files, ContractSettings.BaselineFileName, cancellationToken);
        var deployed = baseline is { Length: > 0 } ? ContractParser.Parse(baseline) : null;
        var packaged = files.Where(static candidate => PackagedContracts.IsFile(candidate.Path)).Select(candidate => candidate.GetText(cancellationToken)).OfType<SourceText>();
        var code = PackagedContracts.Without(CodeContractReader.Read(compilation, cancellationToken), packaged.Select(static text => ContractParser.Parse(text).Contract));
        if (file is { Faults.Count: > 0 } || deployed is { Faults.Count: > 0 } || (file is null && (code.Jobs.Count == 0 || settings.IsFileGone)))
        {
            return null;
        }

        var nothing = new Contract([]);
        var before = file?.Contract ?? nothing;
        var updated = ContractText.Of(ContractUpdate.Of(baseline is null ? before : Baseline.Apply(before, deployed?.Contract ?? nothing), code));
        return string.Concat(updated.Split(['\n'], StringSplitOptions.RemoveEmptyEntries).Select(static line => Mark + line + "\n"));
    }

    private static SourceText? Find(ImmutableArray<AdditionalText> files, string name, CancellationToken cancellationToken)
        => files.FirstOrDefault(candidate => ContractSettings.IsFile(candidate.Path, name))?.GetText(cancellationToken);
}
