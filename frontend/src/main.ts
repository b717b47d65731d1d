import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { shareColours } from './ui/colours'

shareColours()

const target = document.getElementById('app')
if (target) mount(App, { target })
