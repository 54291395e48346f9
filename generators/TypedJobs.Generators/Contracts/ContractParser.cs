using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Reads the text of a contract in one pass. It never throws: whatever an editor, a merge or a disk has made of the file is a
/// <see cref="ContractFault"/> at its line.
/// </summary>
internal sealed class ContractParser
{
    private const string Which = "keep the one without ' *' at its end, or else the longer one, and update the file";
    private const string Conflict = $"this is a conflict of a merge that was not resolved; keep the lines of both sides, and where two of them are for the same thing {Which}";

    private static readonly ConditionalWeakTable<SourceText, ParsedContract> AlreadyRead = new();

    private readonly Dictionary<string, (ContractLine Line, int Number)> _lines = new(StringComparer.Ordinal);
    private readonly List<ContractFault> _faults = [];
    private bool _hasRules;
    private bool _hasEnd;

    private ContractParser()
    {
    }

    /// <summary>The contract, and what is wrong with it. With a fault the contract is not to be used. A text is read once, whoever asks.</summary>
    public static ParsedContract Parse(SourceText text) => AlreadyRead.GetValue(text, Read);

    private static ParsedContract Read(SourceText text)
    {
        var parser = new ContractParser();
        var hasHead = false;
        foreach (var line in text.Lines)
        {
            var content = line.ToString().TrimEnd();
            if (!hasHead && !parser.IsHead(content, line.LineNumber))
            {
                break;
            }

            if (hasHead && content.Length > 0)
            {
                parser.Add(content, line.LineNumber);
            }

            hasHead = true;
        }

        if (parser._faults.Count == 0)
        {
            parser.CheckReferences();
            if (!parser._hasEnd)
            {
                parser.Fault(Math.Max(0, text.Lines.Count - 1), $"the line '{ContractText.End}' is missing, so the file has lost its end; restore it from version control");
            }
            else if (!parser._hasRules)
            {
                parser.Fault(0, $"the line '{ContractText.RulesLine}' is missing after this one; restore it from version control");
            }
        }

        return new ParsedContract(
            new Contract(parser._faults.Count == 0 ? parser._lines.Values.Select(static entry => entry.Line) : []),
            parser._lines.ToDictionary(static entry => entry.Key, static entry => entry.Value.Number),
            parser._faults.OrderBy(static fault => fault.Line).ToList());
    }

    private bool IsHead(string content, int number)
    {
        if (IsConflict(content))
        {
            Fault(number, Conflict);
            return false;
        }

        var version = content.StartsWith(ContractText.Head, StringComparison.Ordinal)
            ? new string([.. content.Skip(ContractText.Head.Length).TakeWhile(char.IsDigit)])
            : string.Empty;
        if (version == $"{ContractText.Version}")
        {
            return true;
        }

        Fault(number, version.Length == 0
            ? $"the file does not begin with '{ContractText.Head}{ContractText.Version}'; restore it from version control"
            : $"the file has format {version}, and this TypedJobs reads {ContractText.Version}; update the TypedJobs package of this project");
        return false;
    }

    private void Add(string content, int number)
    {
        if (IsConflict(content))
        {
            Fault(number, Conflict);
        }
        else if (content == ContractText.End)
        {
            _hasEnd = true;
        }
        else if (_hasEnd)
        {
            Fault(number, $"there is something after the line '{ContractText.End}'; move it before that line or delete it");
        }
        else if (content[0] == '#')
        {
            Fault(number, "a contract has no comments of its own, since it is written anew; delete the line");
        }
        else if (content.StartsWith(ContractText.RulesKey + " ", StringComparison.Ordinal))
        {
            _hasRules = true;
            if (content != ContractText.RulesLine)
            {
                Fault(number, $"the rules of the wire are not those of this TypedJobs, which are '{ContractText.Rules}'; restore the line from version control");
            }
        }
        else if (Line(content) is not { } line)
        {
            Fault(number, "this is no line of a contract, or only a part of one; restore it from version control");
        }
        else if (_lines.TryGetValue(line.Key, out var earlier))
        {
            Fault(number, $"'{line.Key}' is also in line {earlier.Number + 1}, as two sides of a merge may leave it; {Which}");
        }
        else
        {
            _lines.Add(line.Key, (line, number));
        }
    }

    private static ContractLine? Line(string content)
    {
        var separator = Separator(content);
        if (separator <= 0)
        {
            return null;
        }

        var key = content.Substring(0, separator);
        var scanner = new LineScanner(content, separator + ContractText.Separator.Length);
        var isRetired = scanner.Take("retired");
        if (LineFormReader.Read(scanner) is not { } form || !Fits(key, form))
        {
            return null;
        }

        var was = new List<LineForm>();
        while (scanner.Take("was"))
        {
            // What is a type or a job has always been one: dots in its name are none of a member's.
            if (LineFormReader.Read(scanner) is not { } earlier || !Fits(key, earlier) || form is HeadForm != earlier is HeadForm)
            {
                return null;
            }

            was.Add(earlier);
        }

        var isAdded = scanner.Take("added");
        var accepted = scanner.Take("accepted") ? scanner.Next() : null;
        var isReleased = !scanner.Take("*");
        return scanner.Next().Length > 0 || (accepted is not null && !LineScanner.IsLiteral(accepted))
            ? null
            : new ContractLine(key, form) { Was = was.ToEquatableArray(), IsRetired = isRetired, IsAdded = isAdded, Accepted = accepted, IsReleased = isReleased };
    }

    /// <summary>Whether a key can have such a line: a job is described as a job, a type as a type.</summary>
    private static bool Fits(string key, LineForm form)
        => form switch
        {
            JobForm => ContractKey.JobOf(key) is not null,
            HeadForm => ContractKey.IsOfType(key) && key.Length > 1,
            _ => ContractKey.OwnerOf(key) is { Length: > 0 } owner && owner != key && ContractKey.NameOf(key).Length > 0
                && (ContractKey.IsOfType(owner) || ContractKey.JobOf(owner) is not null),
        };

    private static int Separator(string content)
    {
        for (var i = 0; i < content.Length;)
        {
            if (content[i] == '"')
            {
                i = LineScanner.AfterLiteral(content, i);
            }
            else if (string.CompareOrdinal(content, i, ContractText.Separator, 0, ContractText.Separator.Length) == 0)
            {
                return i;
            }
            else
            {
                i++;
            }
        }

        return -1;
    }

    private static bool IsConflict(string content)
        => content.StartsWith("<<<<<<<", StringComparison.Ordinal) || content.StartsWith("=======", StringComparison.Ordinal)
            || content.StartsWith(">>>>>>>", StringComparison.Ordinal) || content.StartsWith("|||||||", StringComparison.Ordinal);

    /// <summary>What is lost when lines are: the head of a member, the lines of a type that another names.</summary>
    private void CheckReferences()
    {
        foreach (var (line, number) in _lines.Values)
        {
            if (line.Form is not HeadForm && !_lines.ContainsKey(ContractKey.OwnerOf(line.Key)))
            {
                Fault(number, $"there is no line '{ContractKey.OwnerOf(line.Key)}', which it belongs to; restore it from version control");
            }

            foreach (var missing in line.Was.Prepend(line.Form).SelectMany(Reach.Types).Where(type => !_lines.ContainsKey(type.Owner)))
            {
                Fault(number, $"it names '{missing.Owner}', of which there is no line; restore it from version control");
            }
        }
    }

    private void Fault(int line, string what) => _faults.Add(new ContractFault(line, what));
}

/// <summary>What a text has been read as.</summary>
/// <param name="Contract">The contract; empty if there are faults.</param>
/// <param name="LineNumbers">The lines of its keys, from 0 on.</param>
/// <param name="Faults">What is wrong, in order.</param>
internal sealed record ParsedContract(Contract Contract, IReadOnlyDictionary<string, int> LineNumbers, IReadOnlyList<ContractFault> Faults);
