using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Jobs;

/// <summary>Writes what completes a record: its other part, in its namespace and the types that contain it.</summary>
internal static class RecordPart
{
    public static void Write(SourceWriter writer, TypeName type, EquatableArray<string> heads, string implemented, Action body)
    {
        writer.Line(SourceWriter.AllowAll);
        writer.Line();
        var open = new Stack<SourceWriter.Block>();
        if (type.Namespace.Length > 0)
        {
            open.Push(writer.OpenBlock($"namespace {type.Namespace}"));
        }

        foreach (var container in heads.Take(heads.Count - 1))
        {
            open.Push(writer.OpenBlock(container));
        }

        using (writer.OpenBlock($"{heads[heads.Count - 1]} : {implemented}"))
        {
            body();
        }

        while (open.Count > 0)
        {
            open.Pop().Dispose();
        }
    }

    /// <summary>A contract for a record that is at fault: the compiler says what is wrong where it is wrong, and nowhere else.</summary>
    public static void WriteFault(SourceWriter writer, string property, string what)
    {
        writer.Line(property);
        writer.Line("    => throw new global::System.NotSupportedException(");
        writer.Line($"        {SymbolDisplay.FormatLiteral(what, quote: true)});");
    }

    /// <summary>What is said of a record that cannot be carried.</summary>
    public static string NotCarried(string subject) => $"{subject} carries a member for which there is no JSON; the error TJ0004 names it.";
}
