using System.Text;

namespace TypedJobs.Generators.Contracts;

/// <summary>The text of a contract: a line for each thing, sorted, nothing about the whole, so that a merge of two edits is right when it succeeds.</summary>
internal static class ContractText
{
    public const int Version = 1;

    /// <summary>The first line up to the version.</summary>
    public const string Head = "# TypedJobs contract ";

    /// <summary>The last line: without it, a file has lost its end.</summary>
    public const string End = "# end";

    /// <summary>What holds for every message.</summary>
    public const string Rules = "naming=camel enums=name unknown=skip nulls=checked nullable=optional";

    public const string Separator = " : ";

    public const string RulesKey = "$rules";

    public const string RulesLine = RulesKey + Separator + Rules;

    private const string Advice = ". Update: dotnet build -p:UpdateJobContracts=true";

    /// <summary>The text, with <c>\n</c> at the end of each line.</summary>
    public static string Of(Contract contract)
    {
        var text = new StringBuilder();
        text.Append(Head).Append(Version).Append(Advice).Append('\n');
        text.Append(RulesLine).Append('\n');
        foreach (var line in contract.Lines)
        {
            text.Append(line).Append('\n');
        }

        return text.Append(End).Append('\n').ToString();
    }
}
