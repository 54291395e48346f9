using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace TypedJobs.Build
{
    /// <summary>
    /// Writes a job contract, or marks all of it as released. Line ends and encoding of the file stay as they are; a new file has <c>\n</c> and UTF-8
    /// on every platform. A file that would not change is not touched, and one that does is replaced at once, so that nobody ever reads half of it.
    /// </summary>
    public sealed class WriteJobContract : Task
    {
        private const string Mark = "//|";
        private const string Unreleased = " *";

        /// <summary>The contract.</summary>
        [Required]
        public string File { get; set; }

        /// <summary>The generated file that has the new text; without it, the lines of the contract lose the mark of what is not released.</summary>
        public string Source { get; set; }

        public override bool Execute()
        {
            var exists = System.IO.File.Exists(File);
            var encoding = exists ? EncodingOf(File) : new UTF8Encoding(false);
            var before = exists ? System.IO.File.ReadAllText(File, encoding) : string.Empty;
            var lines = string.IsNullOrEmpty(Source)
                ? Lines(before).Select(line => line.EndsWith(Unreleased, StringComparison.Ordinal) ? line.Substring(0, line.Length - Unreleased.Length) : line).ToList()
                : Lines(System.IO.File.ReadAllText(Source)).Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => line.Substring(Mark.Length)).ToList();
            if (lines.Count == 0)
            {
                return true;
            }

            var lineEnd = before.Contains("\r\n") ? "\r\n" : "\n";
            var after = string.Concat(lines.Select(line => line + lineEnd));
            if (exists && after == before)
            {
                Log.LogMessage(MessageImportance.High, "{0} is up to date.", File);
                return true;
            }

            var temporary = File + "." + Guid.NewGuid().ToString("N");
            System.IO.File.WriteAllText(temporary, after, encoding);
            if (exists)
            {
                System.IO.File.Replace(temporary, File, null);
            }
            else
            {
                System.IO.File.Move(temporary, File);
            }

            Log.LogMessage(MessageImportance.High, "{0} was written.", File);
            return true;
        }

        private static string[] Lines(string text)
        {
            var lines = text.Replace("\r\n", "\n").Split('\n');
            return lines[lines.Length - 1].Length == 0 ? lines.Take(lines.Length - 1).ToArray() : lines;
        }

        private static Encoding EncodingOf(string file)
        {
            using (var reader = new StreamReader(file, new UTF8Encoding(false), true))
            {
                reader.Peek();
                return reader.CurrentEncoding;
            }
        }
    }
}
