using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using WeatherKd.Api;

namespace WeatherKd.Functions.Http;

/// <summary>Finds the handler of a request by ASP.NET Core's own route patterns and their precedence.</summary>
public sealed class RouteTable(IReadOnlyList<ApiRoute> routes)
{
    /// <summary>Query parameters of the Functions host (its keys), not of the API, which refuses what it does not know.</summary>
    private static readonly string[] HostParameters = ["code", "clientId"];

    private readonly List<(ApiRoute Route, TemplateMatcher Matcher)> _routes =
    [
        .. routes
            .Select(route => (Route: route, Template: TemplateParser.Parse(route.Pattern.TrimStart('/'))))
            .OrderBy(r => RoutePrecedence.ComputeInbound(r.Template))
            .Select(r => (r.Route, new TemplateMatcher(r.Template, new RouteValueDictionary()))),
    ];

    /// <summary>Answers a request through the first matching route of those that the called function gives access to.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context, Access access)
    {
        var request = context.Request;
        request.QueryString = WithoutHostParameters(request.Query);
        var others = new List<string>();
        foreach (var (route, matcher) in _routes)
        {
            var values = new RouteValueDictionary();
            if (!matcher.TryMatch(request.Path, values))
            {
                continue;
            }

            if (route.Access == access && Answers(route, request.Method))
            {
                request.RouteValues = values;
                return await route.Handler(context);
            }

            others.Add(route.Method);
        }

        if (others.Count == 0)
        {
            return Refusal(StatusCodes.Status404NotFound, "No such address", $"{request.Path} is not served.");
        }

        context.Response.Headers.Allow = string.Join(", ", others.Distinct(StringComparer.Ordinal));
        return Refusal(StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"{request.Path} does not answer {request.Method}.");
    }

    private static IResult Refusal(int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail);

    private static bool Answers(ApiRoute route, string method) =>
        HttpMethods.Equals(route.Method, method) || (HttpMethods.IsGet(route.Method) && HttpMethods.IsHead(method));

    private static QueryString WithoutHostParameters(IQueryCollection query) =>
        new QueryBuilder(query.Where(p => !HostParameters.Contains(p.Key, StringComparer.OrdinalIgnoreCase))).ToQueryString();
}
