using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Generators.Jobs;

/// <summary>
/// What a job or a tube may be called. A job's name is its tube's name by default, so both follow the beanstalk protocol
/// (its character set, no leading hyphen), and both leave room for the endings that TypedJobs uses itself.
/// </summary>
internal static class JobNames
{
    /// <summary>A tube has 200 bytes; the version, <see cref="FailuresEnding"/> and an application's prefix must go into them too.</summary>
    private const int MaxLength = 180;

    private const string FailuresEnding = ".failures";

    /// <summary>Why a name is not allowed, as the end of a sentence; null if it is.</summary>
    public static string? Violation(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is empty; write one such as 'mail.send'";
        }

        if (name!.Length > MaxLength)
        {
            return $"is {name.Length} characters long; at most {MaxLength} are allowed";
        }

        if (name[0] == '-')
        {
            return "starts with a hyphen; start it with a letter or a digit";
        }

        foreach (var c in name)
        {
            if (!IsAllowed(c))
            {
                return $"contains {SymbolDisplay.FormatLiteral(c, quote: true)}; allowed are letters and digits of ASCII and - + / ; . $ _ ( )";
            }
        }

        if (EndsInVersion(name))
        {
            return "ends in '/' and digits, which is how the tubes of later versions are called; end it otherwise, and set Version if a later version is meant";
        }

        return name.EndsWith(FailuresEnding, StringComparison.Ordinal)
            ? $"ends in '{FailuresEnding}', which is how the tubes of failure records are called; end it otherwise"
            : null;
    }

    /// <summary>A name as a message shows it, on one line whatever it holds.</summary>
    public static string Display(string? name) => SymbolDisplay.FormatLiteral(name ?? string.Empty, quote: false);

    /// <summary>The tube that a version of a job waits in.</summary>
    public static string Tube(string tube, int version)
        => version == 1 ? tube : tube + "/" + version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The tube that the job would wait in if it were its first version.</summary>
    public static string WithoutVersion(string tube, int version)
    {
        var ending = Tube(string.Empty, version);
        return tube.EndsWith(ending, StringComparison.Ordinal) ? tube.Substring(0, tube.Length - ending.Length) : tube;
    }

    private static bool IsAllowed(char c)
        => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '+' or '/' or ';' or '.' or '$' or '_' or '(' or ')';

    private static bool EndsInVersion(string name)
    {
        var digits = name.Length;
        while (digits > 0 && name[digits - 1] is >= '0' and <= '9')
        {
            digits--;
        }

        return digits < name.Length && digits > 0 && name[digits - 1] == '/';
    }
}
