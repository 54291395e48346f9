using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.Generators.Analyzers;

/// <summary>
/// Everything that is to be said of a project's contract, each at the record of a job or at the file. Made once for a compilation, in the order of
/// the jobs' names, so that of many jobs that share a type always the same one tells what is wrong with it.
/// </summary>
internal sealed class ContractReport
{
    private readonly CodeContract _code;
    private readonly ContractFile _file;
    private readonly Contract _contract;
    private readonly ContractSettings _settings;
    private readonly Dictionary<INamedTypeSymbol, List<Diagnostic>> _ofJobs = new(SymbolEqualityComparer.Default);
    private readonly List<Diagnostic> _ofFile = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly HashSet<(string Id, string CodeKey, string FileKey, FindingKind Kind)> _said = [];

    private ContractReport(CodeContract code, ContractFile file, Contract contract, ContractSettings settings)
    {
        _code = code;
        _file = file;
        _contract = contract;
        _settings = settings;
    }

    /// <summary>What is to be said at the file.</summary>
    public IReadOnlyList<Diagnostic> OfFile => _ofFile;

    /// <summary>The records at which something is to be said.</summary>
    public IEnumerable<INamedTypeSymbol> Records => _ofJobs.Keys;

    /// <summary>The report.</summary>
    /// <param name="code">The code.</param>
    /// <param name="file">The file; readable.</param>
    /// <param name="deployed">What the file is where it is deployed; null if the file itself tells what is released.</param>
    /// <param name="settings">What the build says. While it writes the file, what is said is what that does not settle.</param>
    public static ContractReport Of(CodeContract code, ContractFile file, Contract? deployed, ContractSettings settings)
    {
        var released = deployed is null ? file.Parsed.Contract : Baseline.Apply(file.Parsed.Contract, deployed);
        var report = new ContractReport(code, file, settings.IsUpdating ? ContractUpdate.Of(released, code) : released, settings);
        var changed = ChangedHeads.Of(report._contract, code.Contract);
        foreach (var job in report._contract.Jobs.Where(static job => job is { HasHistory: true, IsRetired: false }))
        {
            report.Job(job, changed.Contains(job.Key));
        }

        if (!settings.IsUpdating && (changed.Count > 0 || deployed is not null))
        {
            report.Staleness(deployed is not null);
        }

        return report;
    }

    /// <summary>The report on the jobs of a package's contract that the code declares again. What is packed is released, and only the package's own project can change it.</summary>
    public static ContractReport OfPackage(CodeContract code, ContractFile file, ContractSettings settings)
    {
        var report = new ContractReport(code, file, Baseline.Apply(file.Parsed.Contract, deployed: file.Parsed.Contract), settings);
        foreach (var job in report._contract.Jobs.Where(job => !job.IsRetired && code.Jobs.ContainsKey(job.Key)))
        {
            report.Job(job, hasChanged: true);
        }

        return report;
    }

    /// <summary>What is to be said at a record.</summary>
    public IReadOnlyList<Diagnostic> OfJob(INamedTypeSymbol type) => _ofJobs.TryGetValue(type, out var diagnostics) ? diagnostics : [];

    private void Job(ContractLine job, bool hasChanged)
    {
        if (!_code.Jobs.ContainsKey(job.Key))
        {
            Missing(job);
            return;
        }

        if (_code.Incomplete.Contains(job.Key))
        {
            return;
        }

        var now = (JobForm)_code.Contract.Find(job.Key)!.Form;
        if (hasChanged)
        {
            Compare(job, now);
        }

        if (now.IsFrozen)
        {
            var (name, version) = ContractKey.JobOf(job.Key)!.Value;
            Add(job.Key, Diagnostic.Create(ContractDiagnostics.Frozen, _code.LocationOf(job.Key), [_file.LocationOf(job.Key)], version, name, now.Tube));
        }
    }

    private void Compare(ContractLine job, JobForm now)
    {
        var backward = Comparison.Backward(_contract, _code.Contract, job.Key);
        var forward = now.IsFrozen ? [] : Comparison.Forward(_contract, _code.Contract, job.Key);
        var worst = (Worst(backward), Worst(forward));
        foreach (var finding in backward.Concat(forward))
        {
            Add(finding, job.Key, worst, now.IsFrozen);
        }
    }

    private void Add(Finding finding, string job, (Grade, Grade) worst, bool isFrozen)
    {
        if (RuleOf(finding) is not { } rule || !_said.Add((rule.Id, finding.CodeKey, finding.FileKey, finding.Kind)))
        {
            return;
        }

        if (rule.DefaultSeverity == DiagnosticSeverity.Error || finding.Grade is Grade.Drops or Grade.Means)
        {
            _reported.Add(finding.CodeKey);
            _reported.Add(finding.FileKey);
            if (finding.OtherName is { } other)
            {
                _reported.Add($"{OwnerOf(finding.CodeKey)}.{other}");
                _reported.Add($"{OwnerOf(finding.FileKey)}.{other}");
            }
        }

        var severity = Severity(rule == ContractDiagnostics.UnreadableByReleased && _settings.IsRolling ? DiagnosticSeverity.Error : rule.DefaultSeverity);
        Add(job, Diagnostic.Create(
            rule,
            _code.LocationOf(finding.CodeKey) ?? _code.LocationOf(job),
            severity,
            [_file.LocationOf(finding.FileKey)],
            ContractProperties.Of(finding, job, isFrozen),
            finding.Path,
            FindingText.What(finding),
            FindingText.Advice(finding, worst, isFrozen ? ContractKey.JobOf(job)!.Value.Version : null)));
    }

    /// <summary>A version that a release has, and no record of the code.</summary>
    private void Missing(ContractLine job)
    {
        var (name, version) = ContractKey.JobOf(job.Key)!.Value;
        if (_code.Faulty.Contains(name))
        {
            return;
        }

        var form = (JobForm)job.Form;
        var newest = _code.Jobs.Keys.FirstOrDefault(key => ContractKey.JobOf(key)?.Name == name);
        var renamed = newest is null ? RenamedTo(job) : null;
        var how = newest is not null
                ? $"version {version} is released, and no record reads it: freeze its shape as a record with [JobVersion(\"{name}\", {version})] from which the newest upgrades, "
            : renamed is not null
                ? $"it seems to be renamed to '{ContractKey.JobOf(renamed)!.Value.Name}', and its jobs in flight have no handler: keep the name '{name}' in [Job], "
            : $"it is released, and no record declares it any more, so its jobs in flight have no handler: restore the record, ";
        var diagnostic = Diagnostic.Create(
            VersionDiagnostics.DoesNotLeadToNewest,
            (newest ?? renamed) is { } key ? _code.LocationOf(key) : _file.LocationOf(job.Key),
            Severity(DiagnosticSeverity.Error),
            [_file.LocationOf(job.Key)],
            ContractProperties.OfJob(job.Key),
            name,
            how + $"or, when 'stats-tube {form.Tube}' says that current-jobs-ready, -reserved, -delayed and -buried are 0, write 'retired' before '{(form.IsFrozen ? JobForm.FrozenKeyword : JobForm.Keyword)}' in its line of {ContractSettings.FileName}");
        _reported.Add(job.Key);
        if ((newest ?? renamed) is { } owner)
        {
            Add(owner, diagnostic);
        }
        else
        {
            _ofFile.Add(diagnostic);
        }
    }

    /// <summary>The new job that has the record of a job that is gone.</summary>
    private string? RenamedTo(ContractLine job)
        => _code.Jobs.Keys.OrderBy(static key => key, StringComparer.Ordinal).FirstOrDefault(key
            => _contract.Find(key)?.HasHistory != true && ((JobForm)_code.Contract.Find(key)!.Form).Record == ((JobForm)job.Form).Record);

    /// <summary>What the file does not say yet, of what nothing else was said.</summary>
    private void Staleness(bool ignoresReleases)
    {
        var current = ContractUpdate.Of(_contract, _code);

        // Types that only a member brings along of which something was said are a part of that.
        var others = Reach.From(_code.Jobs.Keys, _code.Contract, line => _reported.Contains(line.Key) ? [] : [line.Form]);
        bool IsSaid(string key) => _reported.Contains(key) || (OwnerOf(key) is var head && _file.Parsed.Contract.Find(head) is null && _code.Contract.Find(head) is not null && !others.Contains(head));
        string Text(ContractLine line) => (ignoresReleases ? line with { IsReleased = true } : line).ToString();
        var changed = current.Lines.Where(line => _file.Parsed.Contract.Find(line.Key) is not { } noted || (noted != line && Text(noted) != Text(line))).Select(static line => line.Key)
            .Concat(_file.Parsed.Contract.Lines.Where(line => current.Find(line.Key) is null).Select(static line => line.Key))
            .Where(key => !IsSaid(key))
            .OrderBy(static key => key, StringComparer.Ordinal)
            .ToList();
        if (changed.Count == 0)
        {
            return;
        }

        var first = changed[0];
        var what = $"'{first}' {(_file.Parsed.Contract.Find(first) is null ? "is new" : current.Find(first) is { IsRetired: false } ? "has changed" : "is gone")}"
            + (changed.Count == 1 ? string.Empty : $", and {changed.Count - 1} more {(changed.Count == 2 ? "line" : "lines")}");
        var location = changed.Select(_code.LocationOf).FirstOrDefault(static found => found is not null) ?? _code.Locations.Values.FirstOrDefault();
        var diagnostic = Diagnostic.Create(
            ContractDiagnostics.Stale,
            location ?? _file.LocationOf(first),
            _settings.MustBeFresh ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            [_file.LocationOf(first)],
            ImmutableDictionary<string, string?>.Empty,
            what);
        if (location is not null && _code.Jobs.Keys.OrderBy(static key => key, StringComparer.Ordinal).FirstOrDefault() is { } job)
        {
            Add(job, diagnostic);
        }
        else
        {
            _ofFile.Add(diagnostic);
        }
    }

    private void Add(string job, Diagnostic diagnostic)
    {
        var type = _code.Jobs[job];
        if (!_ofJobs.TryGetValue(type, out var diagnostics))
        {
            _ofJobs.Add(type, diagnostics = []);
        }

        diagnostics.Add(diagnostic);
    }

    private string OwnerOf(string key) => _code.Contract.Find(key)?.Form is HeadForm || _contract.Find(key)?.Form is HeadForm ? key : ContractKey.OwnerOf(key);

    /// <summary>How severe it is. An error would keep the file from being written.</summary>
    private DiagnosticSeverity Severity(DiagnosticSeverity severity) => _settings.IsUpdating && severity == DiagnosticSeverity.Error ? DiagnosticSeverity.Warning : severity;

    private static Grade Worst(IReadOnlyList<Finding> findings) => findings.Count == 0 ? Grade.Compatible : findings.Max(static finding => finding.Grade);

    private static DiagnosticDescriptor? RuleOf(Finding finding)
        => (finding.Direction, finding.Grade) switch
        {
            (Direction.Forward, Grade.Changes or Grade.Partial or Grade.Breaks) => ContractDiagnostics.UnreadableByReleased,
            (Direction.Forward, _) => null,
            _ when finding.Kind == FindingKind.Reused => ContractDiagnostics.Reused,
            (_, Grade.Breaks or Grade.Partial) => ContractDiagnostics.Unreadable,
            (_, Grade.Changes) => ContractDiagnostics.Changed,
            (_, Grade.Opaque or Grade.Means) => ContractDiagnostics.Meaning,
            (_, Grade.Drops) => ContractDiagnostics.Dropped,
            _ => null,
        };
}
