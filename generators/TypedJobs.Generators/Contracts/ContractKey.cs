using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Keys of lines. A version of a job is <c>name@version</c>, a type <c>@Its.Name</c>, after <c>+</c> where it is nested; what belongs to one of them follows after a dot:
/// a name on the wire, or <c>$</c> and the discriminator of a derived type. A name that is more than letters, digits, <c>_</c> and <c>-</c> is a literal.
/// </summary>
internal static class ContractKey
{
    public static string OfJob(string name, int version) => $"{name}@{version.ToString(CultureInfo.InvariantCulture)}";

    public static string OfType(string label) => "@" + label;

    /// <summary>The name in code of the type that a key stands for.</summary>
    public static string TypeOf(string key) => key.TrimStart('@').Replace('+', '.');

    public static string OfMember(string owner, string wireName) => $"{owner}.{Quote(wireName)}";

    /// <summary>The key of a derived type.</summary>
    /// <param name="owner">The base.</param>
    /// <param name="discriminator">A text or a number. A text of nothing but digits is a literal, to tell it from a number.</param>
    public static string OfDerived(string owner, object discriminator)
        => discriminator is string text
            ? $"{owner}.${(text.All(char.IsDigit) ? Literal(text) : Quote(text))}"
            : $"{owner}.${Convert.ToString(discriminator, CultureInfo.InvariantCulture)}";

    /// <summary>What a key belongs to: all before its last dot that is not in a literal.</summary>
    public static string OwnerOf(string key)
    {
        var dot = key.EndsWith("\"", StringComparison.Ordinal) ? DotBeforeLiteral(key) : key.LastIndexOf('.');
        return dot < 0 ? key : key.Substring(0, dot);
    }

    /// <summary>The part of a key after its owner, as it stands there.</summary>
    public static string NameOf(string key) => key.Substring(Math.Min(key.Length, OwnerOf(key).Length + 1));

    /// <summary>The job and the version of a key; null if it is none of a job.</summary>
    public static (string Name, int Version)? JobOf(string key)
    {
        var at = key.LastIndexOf('@');
        return at > 0 && int.TryParse(key.Substring(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (key.Substring(0, at), version)
            : null;
    }

    public static bool IsOfType(string owner) => owner.StartsWith("@", StringComparison.Ordinal);

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>The text that a name in a key or a literal stands for.</summary>
    public static string Unquote(string text) => text.StartsWith("\"", StringComparison.Ordinal) ? SyntaxFactory.ParseToken(text).ValueText : text;

    private static string Quote(string name)
        => name.Length > 0 && name.All(static c => c is '_' or '-' || char.IsLetterOrDigit(c)) ? name : Literal(name);

    private static int DotBeforeLiteral(string key)
    {
        var dot = -1;
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] == '.')
            {
                dot = i;
            }
            else if (key[i] == '"')
            {
                return dot;
            }
        }

        return dot;
    }
}
