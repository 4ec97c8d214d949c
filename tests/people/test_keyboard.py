"""Single keys: switched off in the settings, they are off on every page of the person."""


def test_switched_off_in_the_settings_they_are_off_on_every_page(ada, ben):
    assert 'data-keys="off"' not in ada.get("/people").text
    assert ada.post("/settings/keyboard").status_code == 303
    assert 'data-keys="off"' in ada.get("/people").text
    assert 'data-keys="off"' not in ben.get("/people").text
    ada.post("/settings/keyboard", single_keys="true")
    assert 'data-keys="off"' not in ada.get("/people").text
