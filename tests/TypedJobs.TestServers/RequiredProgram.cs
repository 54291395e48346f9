using System.Diagnostics;

namespace TypedJobs.TestServers;

/// <summary>
/// A program that tests need and the .NET SDK does not bring: found on PATH, or installed as Debian's package where that is possible,
/// or else missing with one line that says how to get it. Never skipped.
/// </summary>
public static class RequiredProgram
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The path of a program.</summary>
    /// <param name="name">The program.</param>
    /// <param name="packages">The Debian packages that hold it and what it needs.</param>
    /// <exception cref="InvalidOperationException">It is not there and cannot be installed.</exception>
    public static string Find(string name, params string[] packages)
        => OnPath(name) ?? Install(name, packages);

    private static string Install(string name, string[] packages)
    {
        if (!Environment.IsPrivilegedProcess || OnPath("apt-get") is not { } aptGet)
        {
            throw Missing(name, packages, "it is not on PATH");
        }

        // Test projects run side by side; the package manager serves one at a time.
        using var installing = LockAcrossProcesses();
        if (OnPath(name) is { } installedMeanwhile)
        {
            return installedMeanwhile;
        }

        Run(aptGet, "update", "-qq");
        Run(aptGet, ["install", "-y", "-qq", "--no-install-recommends", .. packages]);
        return OnPath(name) ?? throw Missing(name, packages, "its package could not be installed");
    }

    private static FileStream LockAcrossProcesses()
    {
        var path = Path.Combine(Path.GetTempPath(), "typedjobs-tests-install.lock");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.None);
            }
            catch (IOException) when (waited.Elapsed < InstallTimeout)
            {
                // The file system has no event for "unlocked".
                Thread.Sleep(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        // Tests start servers of their own; the package's service is not wanted.
        start.Environment["RUNLEVEL"] = "1";
        using var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(InstallTimeout))
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string? OnPath(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return folders
            .Append("/usr/sbin")
            .Where(static folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static InvalidOperationException Missing(string name, string[] packages, string why)
        => new($"These tests need '{name}' and {why}: install it with 'apt-get install {string.Join(' ', packages)}' (Debian, Ubuntu) or your system's package manager.");
}
