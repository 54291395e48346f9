using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Programs;

/// <summary>A program that a test runs as a process of its own; killed, with all that it started, when disposed.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>Long enough for a native build on a busy machine: what takes longer hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> IsWanted, TaskCompletionSource<string> Seen)> _awaited = [];

    private RunningProgram(Process process) => _process = process;

    /// <summary>Starts a program.</summary>
    public static RunningProgram Start(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };

        // A build started from a test is none of the build that started the test, and leaves no process behind.
        foreach (var inherited in start.Environment.Keys.Where(static name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        var running = new RunningProgram(new Process { StartInfo = start });
        running._process.OutputDataReceived += (_, line) => running.Add(running._output, line.Data);
        running._process.ErrorDataReceived += (_, line) => running.Add(running._error, line.Data);
        running._process.Start();
        running._process.StandardInput.Close();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramResult> RunAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        await using var running = Start(program, arguments, folder);
        return await running.WaitForExitAsync();
    }

    /// <summary>Waits for a line of the program's output or error that says something.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> isWanted)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            if ((_output.ToString() + _error).Split('\n').FirstOrDefault(isWanted) is { } line)
            {
                return line;
            }

            _awaited.Add((isWanted, seen));
        }

        var exited = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(seen.Task, exited).WaitAsync(Limit, TestContext.Current.CancellationToken) == exited && !seen.Task.IsCompleted)
        {
            Assert.Fail($"The program ended before it said what was waited for: {await WaitForExitAsync()}");
        }

        return await seen.Task;
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end of the program.</summary>
    public async Task<ProgramResult> WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' did not end.\n{_output}\n{_error}");
        }

        lock (_output)
        {
            return new ProgramResult(_process.ExitCode, _output.ToString(), _error.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Add(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            text.Append(line).Append('\n');
            foreach (var (isWanted, seen) in _awaited)
            {
                if (isWanted(line))
                {
                    seen.TrySetResult(line);
                }
            }
        }
    }
}
