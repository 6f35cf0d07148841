using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace WeatherKd.Infrastructure.Tests.Floors;

/// <summary>
/// A project as the compiler sees it: which of its files uses which. The build notes the compiler's inputs
/// (<c>src/Directory.Build.targets</c>).
/// </summary>
public sealed class CompiledProject
{
    private static readonly ConcurrentDictionary<string, Lazy<CompiledProject>> Opened = new(StringComparer.Ordinal);
    private readonly CSharpCompilation _compilation;
    private readonly Lazy<IReadOnlyList<Use>> _uses;

    private CompiledProject(string folder, CSharpCompilation compilation)
    {
        Folder = folder;
        _compilation = compilation;
        _uses = new Lazy<IReadOnlyList<Use>>(() => [.. FindUses()]);
    }

    /// <summary>The project's folder, with a slash at the end.</summary>
    public string Folder { get; }

    /// <summary>Files of the project itself, absolute; not those that the build generates.</summary>
    public IEnumerable<string> Files => Own.Select(t => t.FilePath);

    private IEnumerable<SyntaxTree> Own => _compilation.SyntaxTrees.Where(t => t.FilePath.StartsWith(Folder, StringComparison.Ordinal));

    /// <summary>Every use of a type of the project in another of its files, documentation comments included.</summary>
    public IReadOnlyList<Use> Uses => _uses.Value;

    /// <summary>The project of a name, as last built. Compiled once for all tests of the process.</summary>
    public static CompiledProject Open(string project) => Opened.GetOrAdd(project, p => new Lazy<CompiledProject>(() => Compile(p))).Value;

    private static CompiledProject Compile(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var noted = Path.Combine(Bicep.Repository, "artifacts", "obj", project, configuration, "compiler-inputs.txt");
        var inputs = File.ReadAllLines(noted).Select(l => l.Split('|', 2)).ToLookup(p => p[0], p => p[1], StringComparer.Ordinal);
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse);
        var trees = inputs["source"].Where(File.Exists).Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f));
        var references = inputs["reference"].Select(f => (MetadataReference)MetadataReference.CreateFromFile(f));
        var compilation = CSharpCompilation.Create(
            project,
            trees,
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return new CompiledProject(Path.Combine(Bicep.Repository, "src", project) + Path.DirectorySeparatorChar, compilation);
    }

    private IEnumerable<Use> FindUses()
    {
        foreach (var tree in Own)
        {
            var model = _compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot()
                .DescendantNodes(descendIntoTrivia: true)
                .OfType<SimpleNameSyntax>()
                .Where(n => n.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null))
            {
                var symbol = model.GetSymbolInfo(name);
                if (Declared(symbol.Symbol ?? symbol.CandidateSymbols.FirstOrDefault()) is { } file && file != tree.FilePath)
                {
                    yield return new Use(
                        tree.FilePath,
                        name.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                        name.Identifier.Text,
                        file);
                }
            }
        }
    }

    /// <summary>The file that declares the type to which a symbol belongs; null where it is not the project's own.</summary>
    private string? Declared(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => FileOf(type),
        IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType is { } type ? FileOf(type) : null,
        _ => null,
    };

    private string? FileOf(INamedTypeSymbol type) => type.OriginalDefinition.DeclaringSyntaxReferences
        .Select(r => r.SyntaxTree.FilePath)
        .FirstOrDefault(f => f.StartsWith(Folder, StringComparison.Ordinal));
}

/// <summary>One use of a type in another file.</summary>
/// <param name="From">The file that uses it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Name">The name as written.</param>
/// <param name="To">The file that declares it.</param>
public sealed record Use(string From, int Line, string Name, string To);
