namespace Chainrule.Lab.Recipes;

/// <summary>The arguments of <c>--set</c>: <c>training.epochs=3</c>, <c>model.1.units=32</c>, <c>optimizer={adam: 0.01}</c>. They change the
/// canonically spelled recipe, so <c>optimizer.learning_rate=0.01</c> holds however the recipe spells the optimizer.</summary>
internal static class RecipeOverrides
{
    /// <summary>Applies the arguments in turn.</summary>
    /// <exception cref="RecipeException">One leads to nowhere, or its value is no YAML.</exception>
    public static MapNode Apply(MapNode recipe, IReadOnlyList<string> overrides)
    {
        foreach (string argument in overrides)
        {
            Mark mark = new($"--set {RecipeProblem.Shorten(argument)}", 0, 0);
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new RecipeException(mark, "", "expected path=value, such as training.epochs=3.");
            string[] keys = argument[..equals].Trim().Split('.');
            RecipeNode value = YamlReader.Read(argument[(equals + 1)..], mark.Source, hasLines: false);
            recipe = (MapNode)Set(recipe, RecipeType.Recipe, keys, "", value, mark)!;
        }
        return recipe;
    }

    /// <summary>Sets one value that stands in a document of its own.</summary>
    /// <exception cref="RecipeException">The path leads to nowhere.</exception>
    public static MapNode Apply(MapNode recipe, string path, RecipeNode value, Mark mark) =>
        (MapNode)Set(recipe, RecipeType.Recipe, path.Split('.'), "", value, mark)!;

    /// <summary>A value with what the keys lead to set anew; null takes a key away, so that its default holds.</summary>
    private static RecipeNode? Set(RecipeNode node, RecipeType type, ReadOnlySpan<string> keys, string path, RecipeNode value, Mark mark)
    {
        if (keys.IsEmpty) return value is ScalarNode { Kind: ScalarKind.Null } ? null : Spelling.Canonical(value, type);
        string key = keys[0], here = RecipeChecker.Join(path, key);
        if (node is ListNode list && type.Form == RecipeForm.List)
        {
            if (!int.TryParse(key, out int index) || index < 0 || index >= list.Items.Count)
                throw new RecipeException(mark, here, list.Items.Count == 0 ? $"'{path}' is an empty list."
                    : $"'{path}' has the entries 0 to {list.Items.Count - 1}, not '{RecipeProblem.Shorten(key)}'.");
            RecipeNode item = Set(list.Items[index], type.Element, keys[1..], here, value, mark) ?? new ScalarNode(mark, "", ScalarKind.Null);
            return list with { Items = [.. list.Items.Select((old, i) => i == index ? item : old)] };
        }
        if (node is not MapNode map || type.Form is not (RecipeForm.Record or RecipeForm.Kinds))
            throw new RecipeException(mark, here, $"'{path}' is {node.Words} and has no '{RecipeProblem.Shorten(key)}' in it.");
        if (type.Form == RecipeForm.Kinds && key == Spelling.TypeKey && keys.Length == 1) return map.With(key, mark, value) with { Kind = null };
        RecipeType record = new RecipePlace(map, type, path).Record
            ?? throw new RecipeException(map.Mark, path, $"expected {type.Noun}, but its kind is not known.");
        // The kind may stand in the path, as it does in messages: model.3.linear.units.
        if (type.Form == RecipeForm.Kinds && keys.Length > 1 && record.Find(key) is null && type.Kinds.GetValueOrDefault(key) == record)
            return Set(map, type, keys[1..], here, value, mark);
        if (record.Find(key) is not { } member)
            throw new RecipeException(mark, here, $"unknown key '{RecipeProblem.Shorten(key)}'{Nearest.Remedy(key, "keys", [.. record.Members.Select(known => known.Name)])}");

        RecipeNode? old = map.Find(key)?.Value;
        if (keys.Length > 1 && old is null or ScalarNode { Kind: ScalarKind.Null }) old = Absent(member, here, mark);
        return map.With(key, mark, Set(old ?? map, member.Type, keys[1..], here, value, mark));
    }

    /// <summary>What stands for a value that the recipe does not say, so that a part of it can be set.</summary>
    private static RecipeNode Absent(RecipeMember member, string path, Mark mark) => member switch
    {
        { Default: { } standard } => YamlReader.Read(standard.ToJsonString(), mark.Source, hasLines: false),
        { Type.Form: RecipeForm.Record } => new MapNode(mark, []),
        _ => throw new RecipeException(mark, path, $"there is no {member.Name} yet to set a part of; set {path} to {member.Expected}."),
    };
}
