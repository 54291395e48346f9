using TypedJobs.Generators.Contracts;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>The contract of a project, as its file has it and as its code is.</summary>
/// <param name="Document">The file.</param>
/// <param name="File">What it says.</param>
/// <param name="Code">What the code says.</param>
/// <param name="Compilation">The code.</param>
internal sealed record ProjectContract(TextDocument Document, Contract File, CodeContract Code, Compilation Compilation)
{
    /// <summary>Reads both; null if there is no file, or none that can be read.</summary>
    public static async Task<ProjectContract?> OfAsync(Project project, CancellationToken cancellationToken)
    {
        if (FileOf(project) is not { } document
            || await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            || ContractParser.Parse(await document.GetTextAsync(cancellationToken).ConfigureAwait(false)) is not { Faults.Count: 0 } parsed)
        {
            return null;
        }

        var contract = parsed.Contract;
        if (project.AdditionalDocuments.FirstOrDefault(static file => ContractSettings.IsFile(file.FilePath ?? file.Name, ContractSettings.BaselineFileName)) is { } baseline
            && await baseline.GetTextAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } text
            && ContractParser.Parse(text) is { Faults.Count: 0 } deployed)
        {
            contract = Baseline.Apply(contract, deployed.Contract);
        }

        var packaged = new List<Contract>();
        foreach (var file in project.AdditionalDocuments.Where(static file => PackagedContracts.IsFile(file.FilePath ?? file.Name)))
        {
            packaged.Add(ContractParser.Parse(await file.GetTextAsync(cancellationToken).ConfigureAwait(false)).Contract);
        }

        return new ProjectContract(document, contract, PackagedContracts.Without(CodeContractReader.Read(compilation, cancellationToken), packaged), compilation);
    }

    public static TextDocument? FileOf(Project project)
        => project.AdditionalDocuments.FirstOrDefault(static file => ContractSettings.IsFile(file.FilePath ?? file.Name, ContractSettings.FileName));

    /// <summary>Writes another contract into the file, whose line ends stay as they are.</summary>
    public async Task ReplaceAsync(Contract contract, Edits edits, CancellationToken cancellationToken)
    {
        var text = await Document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var end = await Usings.EndOfLineAsync(Document, cancellationToken).ConfigureAwait(false);
        edits.Replace(Document.Id, new Microsoft.CodeAnalysis.Text.TextSpan(0, text.Length), ContractText.Of(contract).Replace("\n", end));
    }
}
